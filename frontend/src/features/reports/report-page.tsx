import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';

import { FilesPanel } from './files-panel';
import { boundsOf, backOf, periodOf, searchOf, step } from './period';
import { PeriodBar } from './period-bar';
import './report.css';
import { ReportActions } from './report-actions';
import { ReportBody } from './report-body';
import type { ReportSearch } from './search';
import { SchedulesPanel } from './schedules-panel';
import { buildRows, targetsOf } from './view';
import { periodWords, runningWords, verdict } from './words';
import { budgetQuery, objectivesQuery } from '@/api/numbers';
import { slaQuery } from '@/api/reports';
import { workspaceQuery } from '@/api/workspaces';
import { Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { useNow } from '@/components/time';
import { mayEdit } from '@/lib/roles';
import { wallAt } from '@/lib/zoned';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/w/$workspaceId/reports');

/** How the services were in a month, quarter or year, against their targets. */
export function ReportPage() {
  const { workspaceId } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspaceId/reports' });
  const zone = search.zone ?? 'UTC';
  const policy = search.policy ?? 'agreed';
  const now = useNow();
  const today = wallAt(now, zone).slice(0, 10);
  const period = periodOf(search, today);
  const bounds = boundsOf(period, zone, now);
  const asked = { from: bounds.from, to: bounds.to, policy, zone };
  const { data: workspace } = useQuery(workspaceQuery(workspaceId));
  const { data: report, error, refetch, isPlaceholderData } = useQuery({ ...slaQuery(workspaceId, asked), placeholderData: keepPreviousData });
  const before = useQuery({ ...slaQuery(workspaceId, { ...asked, ...beforeOf(period, zone, now) }), enabled: report !== undefined && !isPlaceholderData });
  const objectives = useQuery(objectivesQuery(workspaceId));
  const back = backOf(period, today);
  const ours = (objectives.data?.items ?? []).filter(({ cycle }) => cycle === period.kind);
  const standings = useQueries({ queries: ours.map(({ id }) => ({ ...budgetQuery(workspaceId, id, back ?? 0), enabled: back !== null })) });
  const isWhole = report !== undefined && !isPlaceholderData && (objectives.data !== undefined || objectives.isError) && standings.every(({ isPending }) => !isPending);
  const isShown = isWhole || isPlaceholderData;
  const rows = report ? buildRows(report, targetsOf(bounds.from, period.kind, ours, standings.map(({ data }) => data))) : [];
  const hasTarget = rows.some(({ target }) => target !== null);
  const running = runningWords(bounds);
  const isEditor = workspace !== undefined && mayEdit(workspace.role);
  const go = (next: ReportSearch) => void navigate({ search: { policy: search.policy, zone: search.zone, ...next }, resetScroll: false, replace: true });
  return (
    <div className="report">
      <PageHeader
        title={m.reports_title_of({ period: periodWords(period) })}
        tab={workspace && `${m.reports_title()} · ${workspace.name}`}
        situation={
          <span className="grid gap-0.5">
            <span aria-live="polite">{isWhole ? verdict(rows, bounds) : '\u00a0'}</span>
            <span className="text-13 text-ink-3">{[workspace?.name, running, zone].filter(Boolean).join(' · ')}</span>
          </span>
        }
      >
        <ReportActions workspaceId={workspaceId} asked={asked} />
      </PageHeader>
      <PeriodBar workspaceId={workspaceId} period={period} policy={policy} zone={zone} today={today} onChange={(next) => go({ ...searchOf(period), ...next })} onPeriod={(next) => go(searchOf(next))} />
      {error && !report && <Problem title={m.reports_failed()} error={error} onRetry={() => void refetch()} />}
      {!error && !isShown && <Skeleton rows={8} />}
      {report && isShown && (
        <div className={`grid gap-8 ${isPlaceholderData ? 'opacity-60' : ''}`} aria-busy={isPlaceholderData || undefined}>
          {isWhole && !hasTarget && (
            <p className="card px-5 py-4 text-14 text-ink-2 print:hidden">
              {m.reports_no_target()}{' '}
              <Link to="/w/$workspaceId/objectives" params={{ workspaceId }} className="link">
                {m.reports_to_objectives()}
              </Link>
            </p>
          )}
          <ReportBody workspaceId={workspaceId} report={report} before={before.data} rows={rows} hasTarget={hasTarget} />
        </div>
      )}
      {(isShown || error) && (
        <div className="mt-8 grid gap-8 print:hidden">
          <FilesPanel workspaceId={workspaceId} asked={asked} period={periodWords(period)} isEditor={isEditor} />
          <SchedulesPanel workspaceId={workspaceId} isEditor={isEditor} />
        </div>
      )}
    </div>
  );
}

function beforeOf(period: Parameters<typeof boundsOf>[0], zone: string, now: number): { from: string; to: string } {
  const { from, to } = boundsOf(step(period, -1), zone, now);
  return { from, to };
}
