import { Pipes } from '@/components/pipes';
import type { Sizes } from '@/lib/pipes';
import { m } from '@/messages/messages';

const SMALL: Sizes = { width: 4, gap: 2, height: 12, hang: [0, 3, 4, 5], top: 0, today: false };
const MEANINGS = [
  ['u', () => m.workspace_legend_full()],
  ['m', () => m.workspace_legend_minor()],
  ['o', () => m.workspace_legend_major()],
  ['d', () => m.workspace_legend_down()],
  ['w', () => m.state_maintenance()],
  ['x', () => m.workspace_legend_none()],
] as const;

/** What the pipes mean: once, at the foot of the list. */
export function Legend() {
  return (
    <ul aria-label={m.workspace_legend()} className="flex flex-wrap gap-x-6 gap-y-2 px-3.5 py-4 text-12 text-ink-2">
      {MEANINGS.map(([letter, meaning]) => (
        <li key={letter} className="flex items-start gap-2">
          <Pipes days={letter} sizes={SMALL} />
          {meaning()}
        </li>
      ))}
    </ul>
  );
}
