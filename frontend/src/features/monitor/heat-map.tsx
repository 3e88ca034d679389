import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { heatmapQuery } from '@/api/numbers';
import type { HeatMapOut } from '@/api/schema/types.gen';
import { Segmented } from '@/components/segmented';
import { latency, longDate, timeZone } from '@/lib/format';
import { m } from '@/messages/messages';
import { AskedFor } from './asked-for';
import { fieldText, heatOf, weekdayText } from './figures';

type Measure = HeatMapOut['measure'];
const MEASURES: readonly { value: Measure; label: () => string }[] = [
  { value: 'median', label: () => m.monitor_median() },
  { value: 'p95', label: () => 'p95' },
  { value: 'mean', label: () => m.monitor_mean() },
];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** When in the week a monitor is slow: a table of hours and weekdays, with numbers and colour. */
export function HeatMap({ monitorId }: { monitorId: number }) {
  const [measure, setMeasure] = useState<Measure>('median');
  const query = useQuery(heatmapQuery(monitorId, measure, timeZone()));
  return (
    <div className="grid gap-3">
      <div>
        <Segmented label={m.monitor_measure()} value={measure} options={MEASURES.map(({ value, label }) => ({ value, label: label() }))} onChange={setMeasure} />
      </div>
      <AskedFor query={query}>{(data) => <Week data={data} />}</AskedFor>
    </div>
  );
}

function Week({ data }: { data: HeatMapOut }) {
  const all = data.ms.flat().flatMap((value) => value ?? []);
  if (!all.length) return <p className="text-13 text-ink-2">{m.monitor_heatmap_none()}</p>;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <div role="region" aria-label={m.monitor_heatmap()} tabIndex={0} className="overflow-x-auto">
        <table className="w-full min-w-[44rem] border-separate border-spacing-px text-center text-12">
          <caption className="sr-only">{m.monitor_heatmap()}</caption>
          <thead className="font-mono text-ink-3">
            <tr>
              <th scope="col">
                <span className="sr-only">{m.monitor_weekday()}</span>
              </th>
              {HOURS.map((hour) => (
                <th key={hour} scope="col" className="font-normal">
                  {String(hour).padStart(2, '0')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.ms.map((row, day) => (
              <tr key={weekdayText(day, 'long')}>
                <th scope="row" className="pr-2 text-left font-normal text-ink-2">
                  <span aria-hidden>{weekdayText(day, 'short')}</span>
                  <span className="sr-only">{weekdayText(day, 'long')}</span>
                </th>
                {HOURS.map((hour) => {
                  const value = row[hour] ?? null;
                  return <Field key={hour} value={value} heat={value === null ? null : heatOf(value, all)} />;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="text-13 text-ink-3">
        {m.monitor_heatmap_text({ least: latency(Math.min(...all)), most: latency(Math.max(...all)), zone: data.time_zone.replaceAll('_', ' ') })}
        {data.from && ` ${m.monitor_heatmap_from({ date: longDate(data.from) })}`}
      </p>
    </>
  );
}

/** The colour lies behind the number, never stronger than what leaves it legible. */
function Field({ value, heat }: { value: number | null; heat: number | null }) {
  return (
    <td className="relative h-6 min-w-6 rounded-[2px] bg-canvas font-mono" title={latency(value)}>
      {heat !== null && <span aria-hidden className="absolute inset-0 rounded-[2px] bg-chart-1" style={{ opacity: 0.04 + heat * 0.36 }} />}
      <span className="relative">{fieldText(value)}</span>
    </td>
  );
}
