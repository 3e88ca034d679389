import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useId } from 'react';

import { PlaceLink } from './place-link';
import { useWorkspaceId } from './current-workspace';
import { overviewQuery } from '@/api/account';
import type { WorkspaceLineOut } from '@/api/schema/types.gen';
import { count } from '@/lib/format';
import { mayEdit } from '@/lib/roles';
import { m } from '@/messages/messages';

/** All places: those over everything, then the workspaces, the current one opened. */
export function Places({ onGo }: { onGo?: () => void }) {
  const { data } = useQuery(overviewQuery);
  const current = useWorkspaceId();
  const id = useId();
  return (
    <nav aria-label={m.shell_places()} className="grid gap-5">
      <ul className="grid gap-0.5">
        <li>
          <PlaceLink to="/overview" onClick={onGo}>
            {m.shell_overview()}
          </PlaceLink>
        </li>
        <li>
          <PlaceLink to="/incidents" onClick={onGo} end={<DownChip down={data?.down ?? 0} />}>
            {m.shell_incidents()}
          </PlaceLink>
        </li>
      </ul>
      <div className="grid gap-1">
        <h2 id={id} className="px-3 text-12 text-ink-3">
          {m.shell_workspaces()}
        </h2>
        <ul aria-labelledby={id} className="grid gap-0.5">
          {data?.workspaces_list.map((line) => (
            <li key={line.id}>
              <WorkspacePlaces line={line} isCurrent={line.id === current} onGo={onGo} />
            </li>
          ))}
        </ul>
        {data && (
          <Link
            to="/overview"
            search={{ create: true }}
            onClick={onGo}
            className="flex min-h-9 items-center gap-2 rounded-control px-3 text-13 text-ink-3 no-underline hover:bg-sunken hover:text-ink-1 pointer-coarse:min-h-11"
          >
            <Plus size={14} aria-hidden />
            {m.shell_new_workspace()}
          </Link>
        )}
      </div>
    </nav>
  );
}

function WorkspacePlaces({ line, isCurrent, onGo }: { line: WorkspaceLineOut; isCurrent: boolean; onGo: (() => void) | undefined }) {
  const end = line.down ? <DownChip down={line.down} /> : <MonitorCount monitors={line.monitors} />;
  const params = { workspaceId: line.id };
  const inner = { params, onClick: onGo, isInner: true };
  if (!isCurrent) {
    return (
      <PlaceLink to="/w/$workspaceId" params={params} onClick={onGo} end={end}>
        {line.name}
      </PlaceLink>
    );
  }
  return (
    <>
      <p className="flex min-h-9 items-center justify-between gap-2 px-3 text-14 font-label">
        <span className="min-w-0 truncate">{line.name}</span>
        {end}
      </p>
      <ul className="mb-2 grid gap-0.5">
        <li><PlaceLink {...inner} to="/w/$workspaceId">{m.shell_monitors()}</PlaceLink></li>
        <li><PlaceLink {...inner} to="/w/$workspaceId/incidents">{m.shell_incidents()}</PlaceLink></li>
        {mayEdit(line.role) && <li><PlaceLink {...inner} to="/w/$workspaceId/recipients">{m.shell_recipients()}</PlaceLink></li>}
        <li><PlaceLink {...inner} to="/w/$workspaceId/team">{m.shell_team()}</PlaceLink></li>
        <li><PlaceLink {...inner} to="/w/$workspaceId/reports">{m.reports_title()}</PlaceLink></li>
        <li><PlaceLink {...inner} to="/w/$workspaceId/objectives">{m.objectives_title()}</PlaceLink></li>
        <li><PlaceLink {...inner} to="/w/$workspaceId/policies">{m.policies_title()}</PlaceLink></li>
        <li><PlaceLink {...inner} to="/w/$workspaceId/maintenance">{m.maintenance_title()}</PlaceLink></li>
        <li><PlaceLink {...inner} to="/w/$workspaceId/explore">{m.explore_title()}</PlaceLink></li>
        <li><PlaceLink {...inner} to="/w/$workspaceId/status-page">{m.shell_status_page()}</PlaceLink></li>
        {mayEdit(line.role) && <li><PlaceLink {...inner} to="/w/$workspaceId/audit">{m.shell_audit()}</PlaceLink></li>}
        <li><PlaceLink {...inner} to="/w/$workspaceId/settings">{m.shell_settings()}</PlaceLink></li>
      </ul>
    </>
  );
}

function DownChip({ down }: { down: number }) {
  if (!down) return null;
  return (
    <span className="rounded-chip bg-down-soft px-1.5 py-0.5 text-12 font-label text-down-strong">
      <span aria-hidden>{count(down)}</span>
      <span className="sr-only">{m.shell_down({ count: down })}</span>
    </span>
  );
}

function MonitorCount({ monitors }: { monitors: number }) {
  return (
    <span className="text-13 text-ink-3">
      <span aria-hidden>{count(monitors)}</span>
      <span className="sr-only">{m.shell_monitor_count({ count: monitors })}</span>
    </span>
  );
}
