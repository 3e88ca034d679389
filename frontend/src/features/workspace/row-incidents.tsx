import { Link } from '@tanstack/react-router';

import type { IncidentOut, MonitorOut } from '@/api/schema/types.gen';
import { explain } from '@/components/notices';
import { dateTime, duration } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  monitor: MonitorOut;
  incidents: readonly IncidentOut[] | undefined;
  error: Error | null;
  onRetry: () => void;
}

const SHOWN = 4;

/** The last outages: since when, how long, why. */
export function RowIncidents({ monitor, incidents, error, onRetry }: Props) {
  return (
    <section className="grid content-start gap-2">
      <h3 className="text-13 font-label">{m.workspace_incidents()}</h3>
      {!incidents && !error && <div className="skeleton h-28" />}
      {!incidents && error && (
        <p role="alert" className="text-13 text-ink-2">
          {explain(error)}{' '}
          <button type="button" className="link" onClick={onRetry}>
            {m.try_again()}
          </button>
        </p>
      )}
      {incidents?.length === 0 && <p className="text-13 text-ink-3">{m.workspace_no_incidents()}</p>}
      {incidents && incidents.length > 0 && (
        <ul className="grid text-13">
          {incidents.slice(0, SHOWN).map((incident) => (
            <li key={incident.id} className="grid grid-cols-[minmax(0,1fr)_max-content] gap-x-4 border-t border-line py-1.5 first:border-t-0">
              <Link
                className="link justify-self-start"
                to="/w/$workspaceId/monitors/$monitorId"
                params={{ workspaceId: monitor.workspace_id, monitorId: String(monitor.id) }}
                search={{ day: incident.started_at.slice(0, 10) }}
              >
                {dateTime(incident.started_at)}
              </Link>
              <span className={incident.ended_at ? 'text-ink-2' : 'font-label text-down-strong'}>
                {incident.duration_s === null ? m.workspace_goes_on() : duration(incident.duration_s)}
              </span>
              <span className="col-span-2 truncate text-ink-3" title={incident.message}>{incident.message}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
