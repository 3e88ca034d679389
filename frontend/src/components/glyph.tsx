/** Our own status glyphs, and the mark: 16 px, drawn with the colour of the text. */
import type { GlyphName } from '@/lib/status';

const SHAPES: Record<GlyphName, string> = {
  check: 'M3.5 8.5l3 3 6-7',
  warning: 'M8 2.6 14.4 13.4H1.6zM8 6.6v3M8 11.4v.4',
  cross: 'M4 4l8 8M12 4l-8 8',
  wrench: 'M10.2 5.8 3.4 12.6M13.3 4.6a3.2 3.2 0 1 1-1.9-1.9l-1.7 1.7.2 1.7 1.7.2z',
  dash: 'M3.5 8h9',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
};

export function Glyph({ name, size = 14 }: { name: GlyphName; size?: number }) {
  return (
    <svg
      aria-hidden
      className="shrink-0"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'warning' || name === 'wrench' ? 1.6 : 2}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}

/** The mark: four bars, the third hangs. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg aria-hidden className="shrink-0" width={size} height={size} viewBox="0 0 32 32" fill="none" stroke="currentColor">
      <path d="M5.5 6v16M12.5 6v16M19.5 6v22M26.5 6v16" strokeWidth={4} />
    </svg>
  );
}
