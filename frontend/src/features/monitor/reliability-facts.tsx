import { useQuery } from '@tanstack/react-query';

import { reliabilityQuery } from '@/api/numbers';
import type { ReliabilityOut } from '@/api/schema/types.gen';
import { useNow } from '@/components/time';
import { count, duration, latency, uptime } from '@/lib/format';
import { m } from '@/messages/messages';
import { AskedFor } from './asked-for';
import { uptimeRange } from './view';

const ANEW_MS = 5 * 60_000;

/** Outages of the last 90 days, how fast they were seen, and how well the monitor was measured. */
export function ReliabilityFacts({ monitorId }: { monitorId: number }) {
  const { from, to } = uptimeRange('90d', Math.floor(useNow() / ANEW_MS) * ANEW_MS);
  const query = useQuery(reliabilityQuery(monitorId, from, to));
  return (
    <AskedFor query={query}>
      {(data) => (
        <dl className="grid gap-x-8 text-13 sm:grid-cols-2">
          {factsOf(data).map(({ name, value, hint }) => (
            <div key={name} className="flex justify-between gap-4 border-b border-line py-1.5">
              <dt className="grid text-ink-2">
                {name}
                {hint && <span className="text-12 text-ink-3">{hint}</span>}
              </dt>
              <dd className="text-right">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </AskedFor>
  );
}

function factsOf({ outages, longest_s, mttr_s, mtbf_s, detection, checks }: ReliabilityOut): { name: string; value: string; hint?: string }[] {
  return [
    { name: m.monitor_outages(), value: count(outages) },
    { name: m.monitor_longest(), value: long(longest_s) },
    { name: 'MTTR', value: long(mttr_s), hint: m.monitor_mttr() },
    { name: 'MTBF', value: long(mtbf_s), hint: m.monitor_mtbf() },
    { name: m.monitor_detection(), value: long(detection.median_s), hint: m.monitor_detection_hint({ longest: long(detection.longest_s) }) },
    { name: m.monitor_checks_run(), value: checks.run_share === null ? '–' : uptime(checks.run_share, 2), hint: m.monitor_checks_run_hint({ run: count(checks.run), due: count(checks.due) }) },
    { name: m.monitor_checks_late(), value: count(checks.late), hint: m.monitor_checks_late_hint({ p95: latency(checks.p95_lateness_ms) }) },
  ];
}

function long(seconds: number | null): string {
  return seconds === null ? '–' : duration(seconds);
}
