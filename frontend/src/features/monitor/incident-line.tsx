import type { IncidentOut } from '@/api/schema/types.gen';
import { StateWord } from '@/components/state-word';
import { Time, TimeSpan, useNow } from '@/components/time';
import { duration } from '@/lib/format';
import { reasonWords } from '@/lib/reasons';
import { m } from '@/messages/messages';

/** An outage: when, how long, why. */
export function IncidentLine({ incident }: { incident: IncidentOut }) {
  const now = useNow();
  const { started_at: from, ended_at: to, duration_s: seconds, message } = incident;
  const isOver = to !== null;
  const time = duration(seconds ?? (now - Date.parse(from)) / 1000);
  return (
    <li className="grid gap-0.5 text-14">
      <p className="flex flex-wrap items-center gap-x-3">
        <StateWord state="down" label={isOver ? time : m.monitor_incident_open({ time })} />
        <span className="font-label">{reasonWords(incident)}</span>
        <span className="text-13 text-ink-3">
          {isOver ? <TimeSpan from={from} to={to} /> : <Time at={from} />}
        </span>
      </p>
      <p className="text-13 text-ink-2">{message}</p>
    </li>
  );
}
