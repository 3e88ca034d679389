/** A report in words. Pure functions. */
import type { Bounds, Period } from './period';
import { missed, type Row } from './view';
import type { SlaReportOut } from '@/api/schema/types.gen';
import { count, dateTime, duration, uptime } from '@/lib/format';
import { targetText } from '@/lib/share';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

/** `October 2026`, `Q4 2026`, `3 – 20 Oct 2026`. */
export function periodWords({ kind, first, end }: Period): string {
  const begin = new Date(`${first}T00:00:00Z`);
  const last = new Date(Date.parse(`${end}T00:00:00Z`) - 86_400_000);
  if (kind === 'year') return first.slice(0, 4);
  if (kind === 'quarter') return m.reports_quarter_name({ number: String(Math.ceil(Number(first.slice(5, 7)) / 3)), year: first.slice(0, 4) });
  if (kind === 'month') return new Intl.DateTimeFormat(getLocale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(begin);
  return new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium', timeZone: 'UTC' }).formatRange(begin, last);
}

/** Whether the targets were met: the first line of a report. */
export function verdict(rows: readonly Row[], bounds: Bounds): string {
  const targets = rows.filter(({ target, actual }) => target !== null && actual !== null);
  const short = missed(rows);
  const [worst] = short;
  if (!targets.length) return m.reports_no_target();
  if (!worst) return bounds.isRunning ? m.reports_so_far_met({ count: targets.length }) : m.reports_met({ count: targets.length });
  const figures = { name: worst.name, actual: uptime(worst.actual, 3), target: targetText(worst.target) };
  const first = bounds.isRunning ? m.reports_so_far_missed(figures) : m.reports_missed(figures);
  const over = worst.remainingS !== null && worst.remainingS < 0 ? m.reports_over({ time: duration(-worst.remainingS) }) : '';
  const more = short.length > 1 ? m.reports_missed_more({ count: short.length - 1 }) : '';
  return [first, over, more].filter(Boolean).join(' ');
}

/** `so far, 21 of 30 days`. */
export function runningWords({ isRunning, daysGone, days }: Bounds): string | null {
  return isRunning ? m.reports_so_far({ gone: String(daysGone), all: String(days) }) : null;
}

/** What the figures come from, and what is not known any more. */
export function sourceSentences({ policy, as_recorded: asRecorded }: Pick<SlaReportOut, 'policy' | 'as_recorded'>): string[] {
  return [
    policy.confirmation ? m.reports_from_checks() : m.reports_from_states(),
    m.reports_from_days(),
    m.reports_from_histograms(),
    ...(asRecorded ? [m.reports_as_recorded({ time: dateTime(asRecorded.until), count: count(asRecorded.monitors) })] : []),
  ];
}
