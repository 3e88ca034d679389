import { DailyTable } from './daily-table';
import { ExclusionsTable } from './exclusions-table';
import { IncidentsTable } from './incidents-table';
import { LatencyPart } from './latency-part';
import { LevelsTable } from './levels-table';
import type { Row } from './view';
import { sourceSentences } from './words';
import type { SlaReportOut } from '@/api/schema/types.gen';
import { Section } from '@/components/section';
import { count, duration } from '@/lib/format';
import { ruleSentences } from '@/lib/policy-words';
import { percentText } from '@/lib/share';
import { m } from '@/messages/messages';

interface Props {
  workspaceId: string;
  report: SlaReportOut;
  /** The period before, when it is there. */
  before: SlaReportOut | undefined;
  rows: readonly Row[];
  hasTarget: boolean;
}

/** Everything a report says, in its order on paper. */
export function ReportBody({ workspaceId, report, before, rows, hasTarget }: Props) {
  return (
    <>
      <LevelsTable workspaceId={workspaceId} rows={rows} hasTarget={hasTarget} />
      <DailyTable report={report} />
      <LatencyPart report={report} before={before} />
      <IncidentsTable workspaceId={workspaceId} report={report} />
      {report.exclusions.length > 0 && <ExclusionsTable exclusions={report.exclusions} />}
      <Method report={report} />
      <p aria-hidden className="report-foot text-ink-3">{foot(report)}</p>
    </>
  );
}

function Method({ report }: { report: SlaReportOut }) {
  const { totals } = report;
  const all = totals.counted_s + totals.no_data_s;
  return (
    <Section title={m.reports_method()}>
      <div className="card grid gap-3 px-5 py-4 text-14 text-ink-2">
        <p>{m.reports_observed({ time: duration(totals.counted_s), checks: count(totals.checks), missing: percentText(all ? totals.no_data_s / all : 0) })}</p>
        <ul className="grid list-disc gap-1 pl-5">
          {[...ruleSentences(report.policy).map(({ text }) => text), ...sourceSentences(report)].map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p className="font-mono text-12 text-ink-3">{foot(report)}</p>
      </div>
    </Section>
  );
}

function foot({ policy, data_hash: hash }: SlaReportOut): string {
  return m.reports_foot({ policy: policy.name, version: String(policy.version), hash });
}
