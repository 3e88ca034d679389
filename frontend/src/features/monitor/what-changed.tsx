import { useQuery } from '@tanstack/react-query';

import { baselineQuery, changesQuery } from '@/api/numbers';
import { changeSentence } from '@/components/charts/usual-words';
import { dateTime, decimal, latency } from '@/lib/format';
import { m } from '@/messages/messages';
import { AskedFor } from './asked-for';

const SHOWN = 8;

/** When latency changed for good in the last year, and hours of the last week that were unusual. */
export function WhatChanged({ monitorId }: { monitorId: number }) {
  const changes = useQuery(changesQuery(monitorId));
  const baseline = useQuery(baselineQuery(monitorId, '7d'));
  return (
    <div className="grid gap-4 text-13">
      <AskedFor query={changes}>
        {({ items }) =>
          items.length ? (
            <ul className="grid gap-1">
              {items.slice(0, SHOWN).map((change) => (
                <li key={change.at}>{changeSentence(change)}</li>
              ))}
            </ul>
          ) : (
            <p className="text-ink-2">{m.monitor_no_change()}</p>
          )
        }
      </AskedFor>
      <AskedFor query={baseline}>
        {({ anomalies, learnt }) => {
          if (!learnt) return <p className="text-ink-3">{m.monitor_not_learnt()}</p>;
          if (!anomalies.length) return <p className="text-ink-2">{m.monitor_no_anomaly()}</p>;
          return (
            <ul className="grid gap-1">
              {anomalies.slice(-SHOWN).map(({ from, deviation_mad, expected_ms, median_ms }) => (
                <li key={from}>
                  {(deviation_mad < 0 ? m.monitor_anomaly_below : m.monitor_anomaly_above)({
                    time: dateTime(from),
                    mad: decimal(Math.abs(deviation_mad)),
                    seen: latency(median_ms),
                    usual: latency(expected_ms),
                  })}
                </li>
              ))}
            </ul>
          );
        }}
      </AskedFor>
    </div>
  );
}
