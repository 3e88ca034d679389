import type { IntervalOut } from '@/api/schema/types.gen';
import { STATUS, type Tone } from '@/lib/status';
import { m } from '@/messages/messages';
import { stretchesOf } from './view';

const FILLS: Record<Tone, string> = {
  up: 'bg-up',
  minor: 'bg-minor border-b-4 border-minor-strong',
  major: 'bg-major border-b-4 border-major-strong',
  down: 'bg-down top-0 -bottom-1.5',
  maint: 'bg-maint',
  nodata: 'bg-nodata top-auto h-1',
};
const HOURS = ['00:00', '06:00', '12:00', '18:00', '24:00'];

/** 24 hours of a day: stretches of states; what is down hangs lower. The list below says the same in words. */
export function DayBar({ day, intervals }: { day: string; intervals: readonly IntervalOut[] }) {
  return (
    <div className="grid gap-2.5">
      <div role="img" aria-label={m.monitor_day_bar()} className="relative h-6">
        {stretchesOf(day, intervals).map(({ key, state, left, width }) => (
          <span
            key={key}
            className={`absolute inset-y-0 min-w-px ${FILLS[STATUS[state].tone]}`}
            style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
            title={STATUS[state].label()}
          />
        ))}
      </div>
      <div aria-hidden className="flex justify-between font-mono text-12 text-ink-3">
        {HOURS.map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
    </div>
  );
}
