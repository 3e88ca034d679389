import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { uptimeUnderQuery } from '@/api/numbers';
import type { ExclusionOut, MonitorOut } from '@/api/schema/types.gen';
import { explain } from '@/components/notices';
import { uptime } from '@/lib/format';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

const MOST_SHOWN = 5;

/** The month's uptime with and without what was left out, for the monitors that an exclusion names. */
export function ExclusionFigures({ exclusion, monitors }: { exclusion: ExclusionOut; monitors: readonly MonitorOut[] }) {
  const [isOpen, setOpen] = useState(false);
  const touched = monitors.filter(
    ({ id, tags }) => exclusion.is_for_all || exclusion.monitor_ids.includes(id) || tags.some((tag) => exclusion.tags.includes(tag)),
  );
  if (!touched.length) return null;
  const { from, to, month } = monthOf(exclusion.starts_at);
  return (
    <span className="grid gap-1">
      <button type="button" className="link min-h-6 justify-self-start" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {m.maintenance_both({ month })}
      </button>
      {isOpen && touched.slice(0, MOST_SHOWN).map((monitor) => <Figures key={monitor.id} monitor={monitor} from={from} to={to} />)}
      {isOpen && touched.length > MOST_SHOWN && <span className="text-ink-3">{m.maintenance_both_more({ count: touched.length - MOST_SHOWN })}</span>}
    </span>
  );
}

function Figures({ monitor, from, to }: { monitor: MonitorOut; from: string; to: string }) {
  const { data, error } = useQuery(uptimeUnderQuery(monitor.id, from, to, 'agreed'));
  if (error) return <span className="text-ink-3">{explain(error)}</span>;
  return (
    <span className="grid">
      <span className="truncate">{monitor.name}</span>
      <span className="text-ink-2">
        {data ? m.maintenance_both_figures({ with: uptime(data.uptime, 3), without: uptime(data.uptime_without_exclusions, 3) }) : '…'}
      </span>
    </span>
  );
}

/** The UTC month of a time, up to now if it runs. */
function monthOf(at: string): { from: string; to: string; month: string } {
  const begin = new Date(`${at.slice(0, 7)}-01T00:00:00Z`);
  const end = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + 1, 1));
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  return {
    from: begin.toISOString(),
    to: new Date(Math.min(end.getTime(), minute)).toISOString(),
    month: new Intl.DateTimeFormat(getLocale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(begin),
  };
}
