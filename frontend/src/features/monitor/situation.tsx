import type { MonitorOut } from '@/api/schema/types.gen';
import { Ago, useNow } from '@/components/time';
import { duration, latency } from '@/lib/format';
import { reasonWords } from '@/lib/reasons';
import { m } from '@/messages/messages';
import { awaitsFirstPing, firstResultInS } from './view';

/** What is true of the monitor now, in a sentence or two. */
export function Situation({ monitor }: { monitor: MonitorOut }) {
  const now = useNow();
  return (
    <>
      {sentence(monitor, now)}{' '}
      {monitor.last_check && monitor.state !== 'paused' && !awaitsFirstPing(monitor) && (
        <span className="text-ink-3">
          {m.monitor_checked()} <Ago at={monitor.last_check.slot} />
          {monitor.last_check.latency_ms !== null && ` · ${latency(monitor.last_check.latency_ms)}`}
        </span>
      )}
    </>
  );
}

/** `Down for 18 min: the certificate has expired.` `now` in milliseconds. */
export function sentence(monitor: MonitorOut, now: number): string {
  const { state, since, last_check: last } = monitor;
  const time = duration(Math.max(1, since ? (now - Date.parse(since)) / 1000 : 0));
  if (awaitsFirstPing(monitor)) return m.monitor_is_waiting();
  const why = last?.reason ? reasonWords(last) : '';
  switch (state) {
    case 'up':
      return m.monitor_is_up({ time });
    case 'degraded':
      return why ? m.monitor_is_degraded_why({ time, why }) : m.monitor_is_degraded({ time });
    case 'down':
      return why ? m.monitor_is_down_why({ time, why }) : m.monitor_is_down({ time });
    case 'unknown':
      return why ? m.monitor_is_unknown_why({ time, why }) : m.monitor_is_unknown({ time });
    case 'maintenance':
      return m.monitor_is_maintenance({ time });
    case 'paused':
      return m.monitor_is_paused({ time });
    case 'pending':
      return m.monitor_is_pending({ time: duration(firstResultInS(monitor, now)) });
  }
}
