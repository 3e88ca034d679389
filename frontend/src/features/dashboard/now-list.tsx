import { Link } from '@tanstack/react-router';

import type { TroubleOut } from '@/api/schema/types.gen';
import { Section } from '@/components/section';
import { StatusChip } from '@/components/status-chip';
import { useNow } from '@/components/time';
import { clock, duration, shortDate } from '@/lib/format';
import { reasonWords } from '@/lib/reasons';
import { m } from '@/messages/messages';

const DAY_MS = 86_400_000;

/** What is down or degraded: since when, why. */
export function NowList({ troubles }: { troubles: readonly TroubleOut[] }) {
  return (
    <Section title={m.dashboard_now()}>
      <ul className="card divide-y divide-line">
        {troubles.map((trouble) => (
          <li
            key={trouble.monitor_id}
            className="relative grid items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-raised sm:grid-cols-[112px_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1fr)]"
          >
            <span><StatusChip state={trouble.state} /></span>
            <span className="grid min-w-0">
              <Link
                to="/w/$workspaceId/monitors/$monitorId"
                params={{ workspaceId: trouble.workspace_id, monitorId: String(trouble.monitor_id) }}
                className="truncate font-label no-underline after:absolute after:inset-0"
              >
                {trouble.monitor_name}
              </Link>
              <span className="truncate text-13 text-ink-3">{trouble.workspace_name}</span>
            </span>
            <span className="text-ink-2" title={trouble.message ?? undefined}>
              {reasonWords(trouble)}
            </span>
            <span className="text-ink-2 sm:text-right">{trouble.since && <Since at={trouble.since} />}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Since({ at }: { at: string }) {
  const now = useNow();
  const age = now - Date.parse(at);
  const length = duration(age / 1000);
  const isToday = age < DAY_MS;
  return (
    <time dateTime={at}>
      {isToday ? m.dashboard_since({ time: clock(at), duration: length }) : m.dashboard_since_day({ day: shortDate(at), duration: length })}
    </time>
  );
}
