import { Glyph } from '@/components/glyph';
import { Pipes } from '@/components/pipes';
import type { Sizes } from '@/lib/pipes';
import { m } from '@/messages/messages';

const DAYS = 'uuuuuuumuuuuuuuuuuouuuuuuuduuuuwuuumuuuuuuuu';
const SIZES: Sizes = { width: 3, gap: 2, height: 18, hang: [0, 2, 4, 6], top: 0, today: false };

/** A row of monitors as a theme shows it: the same chip, the same pipes. A picture. */
export function ThemePreview({ theme }: { theme: 'light' | 'dark' }) {
  return (
    <span data-theme={theme} className="grid min-w-0 flex-1 content-center gap-2 overflow-hidden bg-canvas pl-3 text-ink-1">
      <span className="inline-flex w-fit items-center gap-1 rounded-chip bg-up-soft px-1.5 py-0.5 text-12 font-label text-up-strong">
        <Glyph name="check" size={12} />
        {m.state_up()}
      </span>
      <Pipes days={DAYS} sizes={SIZES} />
    </span>
  );
}
