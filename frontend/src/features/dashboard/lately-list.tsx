import { Link } from '@tanstack/react-router';

import type { IncidentOut } from '@/api/schema/types.gen';
import { Section } from '@/components/section';
import { StateWord } from '@/components/state-word';
import { Ago } from '@/components/time';
import { duration } from '@/lib/format';
import { buildHappenings, type Happening } from '@/lib/incidents';
import { reasonWords } from '@/lib/reasons';
import type { MonitorState } from '@/lib/status';
import { m } from '@/messages/messages';

const MOST = 10;
const STATES: Record<Happening['kind'], MonitorState> = { down: 'down', recovered: 'up', paused: 'paused', deleted: 'unknown' };

/** What happened over all workspaces, the last first. */
export function LatelyList({ incidents }: { incidents: readonly IncidentOut[] }) {
  const happenings = buildHappenings(incidents, MOST);
  return (
    <Section
      title={m.dashboard_lately()}
      action={<Link to="/incidents" className="link text-13">{m.dashboard_all_incidents()}</Link>}
    >
      {happenings.length === 0 ? (
        <p className="card px-4 py-3 text-ink-2">{m.dashboard_nothing_yet()}</p>
      ) : (
        <ol className="card divide-y divide-line">
          {happenings.map((happening) => (
            <li key={happening.id} className="relative grid grid-cols-[14px_minmax(0,1fr)_auto] items-baseline gap-x-3 px-4 py-2.5 hover:bg-raised">
              <span className="self-center"><StateWord state={STATES[happening.kind]} isLabelHidden /></span>
              <What happening={happening} />
              <span className="text-13 text-ink-3"><Ago at={happening.at} /></span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

function What({ happening: { kind, incident } }: { happening: Happening }) {
  return (
    <p className="min-w-0 text-ink-2">
      <Link
        to="/w/$workspaceId/monitors/$monitorId"
        params={{ workspaceId: incident.workspace_id, monitorId: String(incident.monitor_id) }}
        className="font-label text-ink-1 no-underline after:absolute after:inset-0"
      >
        {incident.monitor_name}
      </Link>{' '}
      {kind === 'down' && m.dashboard_went_down({ reason: reasonWords(incident) })}
      {kind === 'recovered' && m.dashboard_recovered({ duration: duration(incident.duration_s ?? 0) })}
      {kind === 'paused' && m.dashboard_was_paused()}
      {kind === 'deleted' && m.dashboard_was_deleted()}
    </p>
  );
}
