import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, X } from 'lucide-react';

import { monitorIncidentsQuery, uptimeQuery } from '@/api/monitors';
import type { MonitorOut, UptimeOut } from '@/api/schema/types.gen';
import { IconButton } from '@/components/button';
import { explain } from '@/components/notices';
import { duration, uptime, utcDay } from '@/lib/format';
import { onDay } from '@/lib/pipe-days';
import { m } from '@/messages/messages';
import { DayBar } from './day-bar';
import { IncidentLine } from './incident-line';
import { dayRange, otherDay } from './view';

interface Props {
  monitor: MonitorOut;
  day: string;
  first: string;
  last: string;
  onDay: (day: string | undefined) => void;
}

/** One UTC day: its uptime, its 24 hours, what happened. */
export function DayDetail({ monitor, day, first, last, onDay: go }: Props) {
  const { from, to } = dayRange(day);
  const { data, error } = useQuery(uptimeQuery(monitor.id, from, to));
  const { data: incidents } = useQuery(monitorIncidentsQuery(monitor.id));
  const those = onDay(incidents?.items ?? [], day);
  return (
    <section aria-label={utcDay(day)} className="grid gap-3">
      <div className="flex items-center gap-1">
        <h3 aria-live="polite" className="mr-2 text-14 font-heading">
          {utcDay(day)} <span className="font-normal text-ink-3">UTC</span>
        </h3>
        <IconButton label={m.monitor_day_before()} disabled={day <= first} onClick={() => go(otherDay(day, -1))}>
          <ChevronLeft size={18} aria-hidden />
        </IconButton>
        <IconButton label={m.monitor_day_after()} disabled={day >= last} onClick={() => go(otherDay(day, 1))}>
          <ChevronRight size={18} aria-hidden />
        </IconButton>
        <IconButton label={m.close()} onClick={() => go(undefined)} className="ml-auto">
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      {error && !data && <p className="text-14 text-ink-2">{explain(error)}</p>}
      <div className="grid min-h-24 content-start gap-3">
        {data && (
          <>
            <p className="text-14 text-ink-2">
              <span className="font-heading text-ink-1">{uptime(data.uptime)}</span> {inSeconds(data)}
            </p>
            <DayBar day={day} intervals={data.intervals} />
          </>
        )}
        {data && !those.length && <p className="text-13 text-ink-3">{m.monitor_day_calm()}</p>}
      </div>
      {those.length > 0 && (
        <ul className="grid gap-3">
          {those.map((incident) => (
            <IncidentLine key={incident.id} incident={incident} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** `down 1 h 15 min, no data 5 min`: what is not plainly up. */
function inSeconds({ down_s: down, degraded_s: degraded, left_out: left }: UptimeOut): string {
  const parts = [
    down > 0 && m.monitor_day_down({ time: duration(down) }),
    degraded > 0 && m.monitor_day_degraded({ time: duration(degraded) }),
    left.maintenance_s > 0 && m.monitor_day_maintenance({ time: duration(left.maintenance_s) }),
    left.unknown_s + left.no_data_s > 0 && m.monitor_day_unknown({ time: duration(left.unknown_s + left.no_data_s) }),
  ].filter((part) => part !== false);
  return parts.join(', ');
}
