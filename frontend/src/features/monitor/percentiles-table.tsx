import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { Range } from '@/api/monitors';
import { percentilesQuery } from '@/api/numbers';
import { Segmented } from '@/components/segmented';
import { useNow } from '@/components/time';
import { count, latency } from '@/lib/format';
import { m } from '@/messages/messages';
import { AskedFor } from './asked-for';
import { changeText, RANKS } from './figures';
import { uptimeRange } from './view';

const RANGES: readonly { value: Range; label: () => string }[] = [
  { value: '24h', label: () => m.monitor_24h() },
  { value: '7d', label: () => m.monitor_7d() },
  { value: '30d', label: () => m.monitor_30d() },
  { value: '90d', label: () => m.monitor_90d() },
];
const ANEW_MS = 5 * 60_000;

/** Percentiles of a range, and of the one as long before it. */
export function PercentilesTable({ monitorId }: { monitorId: number }) {
  const [range, setRange] = useState<Range>('30d');
  const { from, to } = uptimeRange(range, Math.floor(useNow() / ANEW_MS) * ANEW_MS);
  const query = useQuery({ ...percentilesQuery(monitorId, from, to), placeholderData: keepPreviousData });
  return (
    <div className="grid gap-3">
      <div>
        <Segmented label={m.monitor_percentiles_range()} value={range} options={RANGES.map(({ value, label }) => ({ value, label: label() }))} onChange={setRange} />
      </div>
      <AskedFor query={query}>
        {(data) => (
          <>
            <table className="w-full max-w-md text-13">
              <caption className="sr-only">{m.monitor_percentiles()}</caption>
              <thead className="text-12 text-ink-3">
                <tr>
                  <th className="py-1 text-left font-normal">{m.monitor_percentile()}</th>
                  <th className="py-1 text-right font-normal">{m.monitor_latency()}</th>
                  <th className="py-1 text-right font-normal">{m.monitor_before()}</th>
                  <th className="py-1 text-right font-normal">{m.monitor_change()}</th>
                </tr>
              </thead>
              <tbody className="divide-y divide-line border-t border-line">
                {RANKS.map(({ key, label }) => (
                  <tr key={key}>
                    <th scope="row" className="py-1.5 text-left font-normal">
                      {label}
                    </th>
                    <td className="py-1.5 text-right">{latency(data.percentiles[key])}</td>
                    <td className="py-1.5 text-right text-ink-3">{latency(data.against?.percentiles[key])}</td>
                    <td className="py-1.5 text-right text-ink-2">{changeText(data.change?.[key])}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className="text-13 text-ink-3">
              {m.monitor_percentiles_of({ answers: count(data.answers) })} {data.is_exact ? m.monitor_percentiles_exact() : m.monitor_percentiles_close()}
              {data.apdex && ` Apdex ${data.apdex.text}.`}
            </p>
          </>
        )}
      </AskedFor>
    </div>
  );
}
