import { memo } from 'react';

import { LETTERS, pipes, type Sizes } from '@/lib/pipes';

interface Props {
  /** One letter a day, oldest first. */
  days: string;
  sizes: Sizes;
  /** Stretch to the full width of the parent; else the drawing's own size. */
  isFluid?: boolean;
}

/** Days as hanging pipes: a picture only. What it shows is told in words by whoever uses it. */
export const Pipes = memo(function Pipes({ days, sizes, isFluid = false }: Props) {
  const drawing = pipes(days, sizes);
  const [, , width, height] = drawing.viewBox.split(' ').map(Number);
  return (
    <svg
      aria-hidden
      className="pipes"
      viewBox={drawing.viewBox}
      width={isFluid ? '100%' : width}
      height={height}
      preserveAspectRatio="none"
    >
      {LETTERS.map((letter) => drawing.paths[letter] && <path key={letter} className={`pipe-${letter}`} d={drawing.paths[letter]} />)}
      {(['m', 'o', 'd'] as const).map(
        (letter) => drawing.tips[letter] && <path key={letter} className={`pipe-tip-${letter}`} d={drawing.tips[letter]} />,
      )}
      {drawing.now && <path className="pipe-now" d={drawing.now} />}
    </svg>
  );
});
