import { badDays, lettersOf } from './view';
import type { ReportDayOut, SlaReportOut } from '@/api/schema/types.gen';
import { Pipes } from '@/components/pipes';
import { Section } from '@/components/section';
import { uptime, utcDay } from '@/lib/format';
import { groupBy } from '@/lib/group';
import { DEFAULT_SIZES } from '@/lib/pipes';
import { m } from '@/messages/messages';

const SIZES = { ...DEFAULT_SIZES, height: 24 };
const NAMED = 2;

/** Each service's days as hanging pipes, and the worst of them in words. */
export function DailyTable({ report }: { report: SlaReportOut }) {
  const days = groupBy(report.days, ({ monitor_id }) => monitor_id);
  return (
    <Section title={m.reports_daily()}>
      <ul className="card divide-y divide-line">
        {report.monitors.map(({ monitor_id: id, monitor }) => (
          <li key={id} className="grid items-center gap-x-5 gap-y-1.5 px-5 py-2.5 sm:grid-cols-[10rem_minmax(0,1fr)_13rem]">
            <span className="truncate text-14">{monitor}</span>
            <span className="min-w-0">
              <Pipes days={lettersOf(days.get(id) ?? [])} sizes={SIZES} isFluid />
            </span>
            <span className="text-13 text-ink-2">{worst(days.get(id) ?? [])}</span>
          </li>
        ))}
      </ul>
      <p className="text-12 text-ink-3">{m.reports_daily_legend()}</p>
    </Section>
  );
}

/** `9 Oct 18.05%, 12 Oct 99.31% and 1 more`; a perfect row says so. */
function worst(days: readonly ReportDayOut[]): string {
  const bad = badDays(days);
  if (!bad.length) return days.some(({ availability }) => availability !== null) ? m.reports_all_days_full() : m.reports_no_data();
  const first = bad.slice(0, NAMED).map(({ day, availability }) => `${utcDay(day)} ${uptime(availability)}`).join(', ');
  return bad.length > NAMED ? m.reports_and_more({ first, count: bad.length - NAMED }) : first;
}
