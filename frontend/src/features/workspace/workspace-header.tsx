import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';

import { countStates, lastChecked, worstOf } from './view';
import { situation } from './words';
import { overviewQuery } from '@/api/account';
import type { ComingWorkOut, MonitorOut, WorkspaceOut } from '@/api/schema/types.gen';
import { ButtonLink } from '@/components/button';
import { Glyph } from '@/components/glyph';
import { PageHeader } from '@/components/page-header';
import { plannedWords } from '@/components/planned-words';
import { Ago, useNow } from '@/components/time';
import { uptime } from '@/lib/format';
import { mayEdit } from '@/lib/roles';
import { STATUS, type Tone } from '@/lib/status';
import { m } from '@/messages/messages';

const INKS: Record<Tone, string> = {
  up: 'text-up-strong',
  minor: 'text-minor-strong',
  major: 'text-major-strong',
  down: 'text-down-strong',
  maint: 'text-maint-strong',
  nodata: 'text-nodata-strong',
};

/** What the sentence needs once all of it is known: two lines on a phone. */
const ROOM = 'min-h-5 max-sm:min-h-11';

/** How the workspace is, in a sentence, and what one can begin here. */
export function WorkspaceHeader({ workspace, monitors }: { workspace: WorkspaceOut; monitors: readonly MonitorOut[] | undefined }) {
  const { data: uptime90d } = useQuery({
    ...overviewQuery,
    select: (overview) => overview.workspaces_list.find(({ id }) => id === workspace.id)?.uptime_90d ?? null,
  });
  const { data: work } = useQuery({ ...overviewQuery, select: (overview) => overview.planned_work.find(({ workspace_id }) => workspace_id === workspace.id) });
  const params = { workspaceId: workspace.id };
  return (
    <PageHeader title={workspace.name} situation={<Situation monitors={monitors} uptime90d={uptime90d ?? null} work={work} />}>
      {mayEdit(workspace.role) && (
        <>
          <ButtonLink to="/w/$workspaceId/status-page" params={params}>
            {m.workspace_status_page()}
          </ButtonLink>
          <ButtonLink look="primary" to="/w/$workspaceId/monitors/new" params={params}>
            <Plus size={16} aria-hidden />
            {m.workspace_new()}
          </ButtonLink>
        </>
      )}
    </PageHeader>
  );
}

interface SituationProps {
  monitors: readonly MonitorOut[] | undefined;
  uptime90d: number | null;
  work: ComingWorkOut | undefined;
}

function Situation({ monitors, uptime90d, work }: SituationProps) {
  const now = useNow();
  if (!monitors) return <span className={`block ${ROOM}`} aria-hidden />;
  if (!monitors.length) return m.workspace_empty_situation();
  const counts = countStates(monitors);
  const worst = worstOf(counts) ?? 'paused';
  const last = lastChecked(monitors);
  const down = monitors.filter(({ state }) => state === 'down').slice(0, 3);
  return (
    <div className={`flex flex-wrap content-start items-center gap-x-2 gap-y-1 ${ROOM}`}>
      <span className={INKS[STATUS[worst].tone]}>
        <Glyph name={STATUS[worst].glyph} />
      </span>
      <span>{situation(counts)}</span>
      {last && (
        <span className="text-ink-3">
          {m.workspace_checked()} <Ago at={last} />
        </span>
      )}
      {uptime90d !== null && <span className="text-ink-3">{m.workspace_uptime_90d({ uptime: uptime(uptime90d) })}</span>}
      {work && (
        <Link to="/w/$workspaceId/maintenance" params={{ workspaceId: work.workspace_id }} className="text-ink-3 no-underline hover:underline" title={work.title}>
          {plannedWords(work, now)}
        </Link>
      )}
      {/* Read out when it changes; the visible sentence also says how long ago, which changes all the time. */}
      <span aria-live="polite" className="sr-only">
        {situation(counts)} {down.map(({ name }) => m.workspace_is_down({ name })).join(' ')}
      </span>
    </div>
  );
}
