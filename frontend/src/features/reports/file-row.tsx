import { useReportAct } from './api';
import type { ReportOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { explain } from '@/components/notices';
import { ProgressLine } from '@/components/progress-line';
import { StateWord } from '@/components/state-word';
import { Ago } from '@/components/time';
import { useToast } from '@/components/toasts';
import { fileSize } from '@/lib/file-size';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

/** A file that was ordered: how far it is, then a way to get it. */
export function FileRow({ workspaceId, report, isEditor }: { workspaceId: string; report: ReportOut; isEditor: boolean }) {
  const act = useReportAct(workspaceId);
  const say = useToast();
  const name = report.file_name ?? m.reports_file_of({ format: report.format.toUpperCase(), period: periodOf(report) });
  const run = (what: 'save' | 'remove') => act.mutate({ report, act: what }, { onError: (problem) => say({ text: explain(problem), tone: 'problem' }) });
  return (
    <li className="grid items-center gap-x-4 gap-y-1.5 px-5 py-3 sm:grid-cols-[minmax(0,1fr)_12rem_auto]">
      <span className="grid min-w-0">
        <span className="truncate">{name}</span>
        <span className="text-13 text-ink-3">
          {[report.policy, report.table !== 'monitors' ? report.table : '', report.size_bytes ? fileSize(report.size_bytes) : ''].filter(Boolean).join(' · ')} · <Ago at={report.created_at} />
        </span>
      </span>
      <State report={report} />
      <span className="flex gap-2 sm:justify-end">
        {report.state === 'done' && (
          <Button aria-label={m.reports_download_of({ name })} isBusy={act.isPending} onClick={() => run('save')}>
            {m.reports_download()}
          </Button>
        )}
        {isEditor && (report.state === 'done' || report.state === 'failed') && (
          <Button look="quiet" aria-label={m.reports_remove_of({ name })} onClick={() => run('remove')}>
            {m.remove()}
          </Button>
        )}
      </span>
    </li>
  );
}

function State({ report: { id, state, progress, error } }: { report: ReportOut }) {
  if (state === 'done') return <StateWord state="up" label={m.reports_ready()} />;
  if (state === 'failed') {
    return (
      <span className="grid">
        <StateWord state="down" label={m.reports_not_made()} />
        <span className="text-12 text-ink-3">{error ?? m.reports_not_made_text()}</span>
        <span className="font-mono text-12 text-ink-3">{id}</span>
      </span>
    );
  }
  const label = state === 'waiting' ? m.reports_waiting() : m.reports_making({ percent: String(progress) });
  return <ProgressLine label={label} name={m.reports_progress()} value={state === 'waiting' ? undefined : progress} />;
}

function periodOf({ from, to, time_zone: timeZone }: ReportOut): string {
  return new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium', timeZone }).formatRange(new Date(from), new Date(Date.parse(to) - 1));
}
