import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';

import { uptimeQuery, type Range } from '@/api/monitors';
import { uptimeUnderQuery } from '@/api/numbers';
import type { MonitorOut } from '@/api/schema/types.gen';
import { explain } from '@/components/notices';
import { Section } from '@/components/section';
import { useNow } from '@/components/time';
import { uptime } from '@/lib/format';
import { m } from '@/messages/messages';
import { PolicyChoice } from './policy-choice';
import { UptimeWhy } from './uptime-why';
import { uptimeRange } from './view';

const ANEW_MS = 5 * 60_000;
const FROM = '/app/w/$workspaceId/monitors/$monitorId';
const NAMES = ['24h', '7d', '30d', '90d'] as const satisfies readonly Range[];
const WORDS: Record<Range, () => string> = {
  '24h': () => m.monitor_24h(),
  '7d': () => m.monitor_7d(),
  '30d': () => m.monitor_30d(),
  '90d': () => m.monitor_90d(),
};

/** Uptime of four times, each of which opens to how it came about. */
export function UptimePanel({ monitor }: { monitor: MonitorOut }) {
  const { why, policy } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/w/$workspaceId/monitors/$monitorId' });
  const now = lastMoment(useNow(), monitor.since);
  const found = useQueries({
    queries: NAMES.map((name) => {
      const { from, to } = uptimeRange(name, now);
      const query = policy ? uptimeUnderQuery(monitor.id, from, to, policy) : uptimeQuery(monitor.id, from, to);
      return { ...query, placeholderData: keepPreviousData };
    }),
  });
  const open = why ? found[NAMES.indexOf(why)] : undefined;
  const toggle = (name: Range) =>
    void navigate({ search: (was) => ({ ...was, why: was.why === name ? undefined : name }), resetScroll: false, replace: true });
  return (
    <Section title={m.monitor_uptime()}>
      <div className="card overflow-hidden">
        <div className="grid grid-cols-2 gap-px bg-line sm:grid-cols-4">
          {NAMES.map((name, place) => (
            <button
              key={name}
              type="button"
              aria-expanded={why === name}
              aria-controls="uptime-why"
              onClick={() => toggle(name)}
              className={`grid gap-0.5 px-4 py-3 text-left transition-colors duration-100 sm:px-5 ${why === name ? 'bg-raised' : 'bg-surface hover:bg-raised'} -outline-offset-2`}
            >
              <span className="text-13 text-ink-3">{WORDS[name]()}</span>
              <span className="text-18 font-heading">{shown(found[place]?.data?.uptime, found[place]?.isPending ?? true)}</span>
              <span className="text-12 text-ink-2 underline decoration-line-strong underline-offset-4">{m.monitor_why()}</span>
            </button>
          ))}
        </div>
        <div id="uptime-why">
          {open && (
            <PolicyChoice
              workspaceId={monitor.workspace_id}
              policy={policy}
              onChoose={(next) => void navigate({ search: (was) => ({ ...was, policy: next }), resetScroll: false, replace: true })}
            />
          )}
          {open?.data && <UptimeWhy uptime={open.data} />}
          {open?.error && !open.data && <p className="border-t border-line p-5 text-14 text-ink-2">{explain(open.error)}</p>}
        </div>
      </div>
    </Section>
  );
}

/** Every five minutes, and when the state changes: the numbers are counted anew. In milliseconds. */
function lastMoment(now: number, since: string | null): number {
  return Math.max(Math.floor(now / ANEW_MS) * ANEW_MS, since ? Date.parse(since) : 0);
}

function shown(share: number | null | undefined, isPending: boolean): string {
  return isPending ? '…' : uptime(share, 3);
}
