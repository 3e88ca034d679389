import { Minus, Plus } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';

import { type Crop, MOST_ZOOM, moved, squareOf, wholeOf, zoomed } from './crop';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

interface Props {
  picture: ImageBitmap;
  isBusy: boolean;
  error: Error | null;
  onUse: (photo: Blob) => void;
  onClose: () => void;
}

const SIDE = 512;
const STEP = 0.05;
const QUALITY = 0.9;

/** Choose the square of a picture to show: drag, slider, or keys. */
export function CropDialog({ picture, isBusy, error, onUse, onClose }: Props) {
  const [crop, setCrop] = useState(() => wholeOf(picture));
  const canvas = useRef<HTMLCanvasElement>(null);
  const hint = useId();
  useEffect(() => draw(canvas.current, picture, crop), [picture, crop]);
  const use = () => canvas.current?.toBlob((blob) => blob && onUse(blob), 'image/webp', QUALITY);
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { width } = event.currentTarget.getBoundingClientRect();
    const [right, down] = [-event.movementX / width, -event.movementY / width];
    setCrop((now) => moved(picture, now, right, down));
  };
  const press = (event: KeyboardEvent) => {
    const next = byKey(event.key, picture, crop);
    if (!next) return;
    event.preventDefault();
    setCrop(next);
  };
  return (
    <Dialog title={m.settings_crop_title()} isOpen onClose={onClose}>
      <button
        type="button"
        aria-label={m.settings_crop_area()}
        aria-describedby={hint}
        className="relative mx-auto w-full max-w-80 cursor-grab touch-none overflow-hidden rounded-card bg-sunken active:cursor-grabbing"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      >
        <canvas ref={canvas} width={SIDE} height={SIDE} className="block aspect-square w-full" />
        {/* What is outside of the circle is kept, and seldom seen. */}
        <span aria-hidden className="pointer-events-none absolute inset-0 rounded-full shadow-[0_0_0_999px_rgb(16_17_20/45%)]" />
      </button>
      <label className="mx-auto flex w-full max-w-80 items-center gap-3 text-ink-2">
        <span className="sr-only">{m.settings_crop_zoom()}</span>
        <Minus size={16} aria-hidden />
        <input
          type="range"
          min={1}
          max={MOST_ZOOM}
          step={0.01}
          value={crop.zoom}
          onChange={(event) => setCrop(zoomed(picture, crop, Number(event.target.value)))}
          className="h-6 flex-1"
        />
        <Plus size={16} aria-hidden />
      </label>
      <p id={hint} className="text-center text-13 text-ink-3">
        {m.settings_crop_hint()}
      </p>
      <FormProblem error={error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{m.cancel()}</Button>
        <Button look="primary" isBusy={isBusy} onClick={use}>
          {m.settings_crop_use()}
        </Button>
      </div>
    </Dialog>
  );
}

function draw(canvas: HTMLCanvasElement | null, picture: ImageBitmap, crop: Crop): void {
  const brush = canvas?.getContext('2d');
  if (!brush) return;
  const { left, top, side } = squareOf(picture, crop);
  brush.imageSmoothingQuality = 'high';
  brush.clearRect(0, 0, SIDE, SIDE);
  brush.drawImage(picture, left, top, side, side, 0, 0, SIDE, SIDE);
}

/** Arrows move the picture, as dragging does; plus and minus zoom. */
function byKey(key: string, picture: ImageBitmap, crop: Crop): Crop | null {
  if (key === 'ArrowLeft') return moved(picture, crop, STEP, 0);
  if (key === 'ArrowRight') return moved(picture, crop, -STEP, 0);
  if (key === 'ArrowUp') return moved(picture, crop, 0, STEP);
  if (key === 'ArrowDown') return moved(picture, crop, 0, -STEP);
  if (key === '+' || key === '=') return zoomed(picture, crop, crop.zoom + 0.1);
  return key === '-' ? zoomed(picture, crop, crop.zoom - 0.1) : null;
}
