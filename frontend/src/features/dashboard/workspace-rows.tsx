import { Link } from '@tanstack/react-router';

import { byTrouble, worstOf } from './situation';
import type { OverviewOut, WorkspaceLineOut } from '@/api/schema/types.gen';
import { Pipes } from '@/components/pipes';
import { Section } from '@/components/section';
import { StateWord } from '@/components/state-word';
import { drawnDays } from '@/lib/day-letters';
import { uptime } from '@/lib/format';
import { STRIP_SIZES } from '@/lib/pipes';
import { STATUS } from '@/lib/status';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

const SIZES = { ...STRIP_SIZES, width: 4, gap: 2 };

/** Every workspace with the worst of each day, those in trouble first. */
export function WorkspaceRows({ overview }: { overview: OverviewOut }) {
  const lines = overview.workspaces_list.toSorted(byTrouble);
  return (
    <Section title={m.shell_workspaces()}>
      <ul className="card divide-y divide-line">
        {lines.map((line) => (
          <li key={line.id}>
            <WorkspaceRow line={line} days={drawnDays(line.states)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function WorkspaceRow({ line, days }: { line: WorkspaceLineOut; days: string }) {
  return (
    <div className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-2 px-4 py-3 hover:bg-raised lg:grid-cols-[minmax(0,1fr)_540px_64px_116px]">
      <div className="grid min-w-0">
        <Link to="/w/$workspaceId" params={{ workspaceId: line.id }} className="truncate font-label no-underline after:absolute after:inset-0">
          {line.name}
        </Link>
        <span className="text-13 text-ink-3">{m.shell_monitor_count({ count: line.monitors })}</span>
      </div>
      <div className="col-span-2 row-start-2 min-w-0 lg:col-span-1 lg:row-start-auto">
        {line.monitors > 0 && <Pipes days={days} sizes={SIZES} isFluid />}
      </div>
      <span className="hidden text-right font-label lg:block" title={m.dashboard_uptime_90()}>
        {uptime(line.uptime_90d)}
        <span className="sr-only">{m.dashboard_uptime_90()}</span>
      </span>
      <span className="col-start-2 row-start-1 grid justify-items-end lg:col-start-auto lg:row-start-auto lg:justify-items-start">
        <State line={line} />
        <span className="text-13 text-ink-3 lg:hidden">{uptime(line.uptime_90d)}</span>
      </span>
    </div>
  );
}

function State({ line }: { line: WorkspaceLineOut }) {
  const worst = worstOf(line);
  if (!worst) return <span className="text-13 text-ink-3">{m.dashboard_no_monitors()}</span>;
  const { state, count, isAll } = worst;
  const words = STATUS[state].label().toLocaleLowerCase(getLocale());
  return <StateWord state={state} label={isAll ? m.dashboard_all_in({ state: words }) : m.dashboard_some_in({ count, state: words })} />;
}
