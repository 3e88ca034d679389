import { percentText } from '@/lib/share';

/**
 * How much of an error budget is used: a bar whose end is the whole budget; what is over it sticks out in `down`,
 * at most as long again. The number beside it says the same in words. `used` 1: all of it; null: nothing is known.
 */
export function BudgetBar({ used }: { used: number | null }) {
  if (used === null) return <span className="text-ink-3">–</span>;
  const over = Math.min(1, Math.max(0, used - 1));
  const isOver = used > 1;
  return (
    <span className="flex items-center gap-2.5">
      <span aria-hidden className="relative h-2.5 w-24 shrink-0">
        <span className="absolute inset-y-0 left-0 w-16 rounded-[2px] bg-sunken" />
        <span className={`absolute inset-y-0 left-0 rounded-[2px] ${isOver ? 'bg-ink-2' : 'bg-up'}`} style={{ width: `${Math.min(1, used) * 64}px` }} />
        {isOver && <span className="absolute top-0 -bottom-1 left-[66px] rounded-[2px] bg-down" style={{ width: `${Math.max(3, over * 30)}px` }} />}
      </span>
      <span className={`whitespace-nowrap ${isOver ? 'font-label text-down-strong' : ''}`}>{percentText(used)}</span>
    </span>
  );
}
