import { useQuery } from '@tanstack/react-query';

import { dayWord, type StripDays } from './pipe-strip-words';
import { monitorDaysQuery, monitorIncidentsQuery } from '@/api/monitors';
import { clock, count } from '@/lib/format';
import { dateOf, onDay, withinDay } from '@/lib/pipe-days';
import { m } from '@/messages/messages';

const MOST_PARTS = 4;

/** What happened on a day: for how long it was down, in how many parts, when and why. */
export function DayFacts({ days, place }: { days: StripDays; place: number }) {
  const id = days.monitorId ?? 0;
  const isKnown = days.monitorId !== undefined;
  const facts = useQuery({ ...monitorDaysQuery(id), enabled: isKnown });
  const incidents = useQuery({ ...monitorIncidentsQuery(id), enabled: isKnown });
  const date = dateOf(days.firstDay, place);
  const fact = facts.data?.days.find((each) => each.day === date);
  const parts = onDay(incidents.data?.items ?? [], date);
  return (
    <div className="grid gap-1 text-13">
      <p className="text-ink-2">
        {dayWord(days.days.charAt(place), fact, days.uptime[place] ?? null)}
        {parts.length > 1 && ` ${m.workspace_day_parts({ count: parts.length })}`}
      </p>
      {parts.slice(0, MOST_PARTS).map((part) => {
        const { from, to } = withinDay(part, date);
        return (
          <p key={part.id} className="grid">
            <span className="font-mono text-12 text-ink-1">
              {from ? clock(from) : '…'}–{to ? clock(to) : '…'}
            </span>
            <span className="text-ink-2">{part.message}</span>
          </p>
        );
      })}
      {parts.length > MOST_PARTS && <p className="text-ink-3">{m.workspace_day_more({ count: parts.length - MOST_PARTS })}</p>}
      {fact && fact.checks > 0 && (
        <p className="text-ink-3">{m.workspace_day_checks({ good: count(fact.checks - fact.failures), all: count(fact.checks) })}</p>
      )}
    </div>
  );
}
