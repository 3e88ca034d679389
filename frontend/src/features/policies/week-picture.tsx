import { clockOf, type Minutes } from './draft';
import { dayName } from '@/lib/policy-words';
import { m } from '@/messages/messages';

const TICKS = [0, 6, 12, 18, 24];
const DAY_MINUTES = 1440;

/** A week of service hours: a row a day, a bar of 24 hours. `week`: Monday first; null for a day that cannot be read. */
export function WeekPicture({ week }: { week: readonly (readonly Minutes[] | null)[] }) {
  return (
    <div className="grid gap-1.5">
      <ul aria-label={m.policies_week()} className="grid gap-1.5">
        {week.map((openings, place) => (
          <li key={dayName(place)} className="grid grid-cols-[2.25rem_minmax(0,1fr)] items-center gap-2">
            <span aria-hidden className="text-12 text-ink-3">
              {dayName(place, 'short')}
            </span>
            <DayBar openings={openings ?? []} />
            <span className="sr-only">{dayWords(place, openings ?? [])}</span>
          </li>
        ))}
      </ul>
      <div aria-hidden className="relative ml-11 h-4 text-12 text-ink-3">
        {TICKS.map((hour) => (
          <span key={hour} className="absolute -translate-x-1/2 whitespace-nowrap first:translate-x-0 last:-translate-x-full" style={{ left: `${(hour / 24) * 100}%` }}>
            {hour}
          </span>
        ))}
      </div>
    </div>
  );
}

/** One day; quarters of it are marked. */
export function DayBar({ openings }: { openings: readonly Minutes[] }) {
  return (
    <span aria-hidden className="relative block h-4 overflow-hidden rounded-chip bg-sunken">
      {openings.map(([from, to]) => (
        <span key={from} className="absolute inset-y-0 bg-chart-1" style={{ left: percent(from), width: percent(to - from) }} />
      ))}
      {TICKS.slice(1, -1).map((hour) => (
        <span key={hour} className="absolute inset-y-0 w-px bg-surface" style={{ left: percent(hour * 60) }} />
      ))}
    </span>
  );
}

function percent(minutes: number): string {
  return `${(minutes / DAY_MINUTES) * 100}%`;
}

function dayWords(place: number, openings: readonly Minutes[]): string {
  const hours = openings.map(([from, to]) => `${clockOf(from)}–${clockOf(to)}`).join(', ');
  return m.policies_open_times({ day: dayName(place), hours: hours || m.policies_closed() });
}
