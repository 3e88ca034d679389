import { Link } from '@tanstack/react-router';

import { Section } from './section';
import { StateWord } from './state-word';
import { useNow } from './time';
import type { IncidentOut } from '@/api/schema/types.gen';
import { clock, duration, longDate, timeOf, timeZone } from '@/lib/format';
import { buildIncidents } from '@/lib/incidents';
import { reasonWords } from '@/lib/reasons';
import { m } from '@/messages/messages';

/** Incidents: those that go on, then the others day by day. With workspaces' names where they are of several. */
export function IncidentList({ incidents, hasWorkspaces }: { incidents: readonly IncidentOut[]; hasWorkspaces: boolean }) {
  const { open, days } = buildIncidents(incidents, timeZone());
  return (
    <div className="grid gap-6">
      {open.length > 0 && (
        <Section title={m.dashboard_open()}>
          <Rows incidents={open} hasWorkspaces={hasWorkspaces} />
        </Section>
      )}
      {days.map(({ day, incidents }) => (
        <Section key={day} title={<time dateTime={day}>{longDate(incidents[0]?.started_at ?? day)}</time>}>
          <Rows incidents={incidents} hasWorkspaces={hasWorkspaces} />
        </Section>
      ))}
    </div>
  );
}

function Rows({ incidents, hasWorkspaces }: { incidents: readonly IncidentOut[]; hasWorkspaces: boolean }) {
  return (
    <ul className="card divide-y divide-line">
      {incidents.map((incident) => (
        <li
          key={incident.id}
          className="relative grid items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-raised sm:grid-cols-[168px_minmax(0,1fr)_minmax(0,1.2fr)_8rem]"
        >
          <span className="text-13 text-ink-2">
            <Span incident={incident} />
          </span>
          <span className="grid min-w-0">
            <Link
              to="/w/$workspaceId/monitors/$monitorId"
              params={{ workspaceId: incident.workspace_id, monitorId: String(incident.monitor_id) }}
              className="truncate font-label no-underline after:absolute after:inset-0"
            >
              {incident.monitor_name}
            </Link>
            {hasWorkspaces && <span className="truncate text-13 text-ink-3">{incident.workspace_name}</span>}
          </span>
          <span className="text-ink-2" title={incident.message}>
            {reasonWords(incident)}
          </span>
          <span className="text-ink-2 sm:text-right">
            <Length incident={incident} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Span({ incident: { started_at: from, ended_at: to } }: { incident: IncidentOut }) {
  if (!to) return <time dateTime={from}>{m.dashboard_since_only({ time: clock(from) })}</time>;
  return (
    <>
      <time dateTime={from}>{clock(from)}</time> – <time dateTime={to}>{timeOf(to, Date.parse(from))}</time>
    </>
  );
}

function Length({ incident }: { incident: IncidentOut }) {
  const now = useNow();
  if (!incident.ended_at) {
    return <StateWord state="down" label={m.dashboard_down_for({ duration: duration((now - Date.parse(incident.started_at)) / 1000) })} />;
  }
  const length = duration(incident.duration_s ?? 0);
  if (incident.end_cause === 'paused') return m.dashboard_until_paused({ duration: length });
  if (incident.end_cause === 'deleted') return m.dashboard_until_deleted({ duration: length });
  return length;
}
