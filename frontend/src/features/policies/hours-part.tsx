import { readOpenings } from './draft';
import { WeekPicture } from './week-picture';
import type { PolicyOut } from '@/api/schema/types.gen';
import { openingsWords, WEEKDAYS } from '@/lib/policy-words';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

/** The service hours of a policy: a picture of the week, and the days that are closed. */
export function HoursPart({ hours }: { hours: PolicyOut['service_hours'] }) {
  if (!hours) return <p className="text-14 text-ink-2">{m.policies_week_all()}</p>;
  const week = WEEKDAYS.map((day) => readOpenings(openingsWords(hours.weekly[day] ?? [])));
  const holidays = Object.entries(hours.holidays).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <div className="grid gap-4">
      <WeekPicture week={week} />
      <p className="text-13 text-ink-3">{hours.time_zone}</p>
      {holidays.length > 0 && (
        <details className="text-13">
          <summary className="cursor-pointer text-ink-2">{m.policies_holidays_title({ count: holidays.length })}</summary>
          <ul className="mt-2 grid max-h-60 gap-1 overflow-y-auto text-ink-2">
            {holidays.map(([day, name]) => (
              <li key={day}>
                <span className="text-ink-3">{new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))}</span> {name === day ? '' : name}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
