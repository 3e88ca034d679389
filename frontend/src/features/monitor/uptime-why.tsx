import { useState } from 'react';

import type { UptimeOut } from '@/api/schema/types.gen';
import { count, duration, uptime as percent } from '@/lib/format';
import { m } from '@/messages/messages';
import { IntervalsTable } from './intervals-table';
import { leftOut } from './view';

const REASONS: Record<string, () => string> = {
  not_there: () => m.monitor_left_not_there(),
  outside_hours: () => m.monitor_left_outside_hours(),
  maintenance: () => m.monitor_left_maintenance(),
  excluded: () => m.monitor_left_excluded(),
  no_data: () => m.monitor_left_no_data(),
  unknown: () => m.monitor_left_unknown(),
};

/** How an uptime came about: numerator, denominator, what was left out and why, every interval. */
export function UptimeWhy({ uptime }: { uptime: UptimeOut }) {
  const [isAll, setAll] = useState(false);
  const left = leftOut(uptime);
  const shown = isAll ? uptime.intervals : uptime.intervals.filter((interval) => interval.state !== 'up' || interval.left_out);
  return (
    <div className="grid gap-5 border-t border-line px-4 py-5 sm:px-5">
      <div className="grid gap-1.5">
        <p className="text-14 text-ink-2">{m.monitor_formula()}</p>
        <p className="font-mono text-14 [overflow-wrap:normal]">
          {m.monitor_formula_filled({ numerator: count(uptime.numerator_s), denominator: count(uptime.denominator_s), result: percent(uptime.uptime, 4) })}
        </p>
        {uptime.left_out.excluded_s > 0 && (
          <p className="text-13 text-ink-2">{m.monitor_both_figures({ figure: percent(uptime.uptime_without_exclusions, 4) })}</p>
        )}
        <p className="text-13 text-ink-3">{m.monitor_formula_note()}</p>
      </div>
      <dl className="grid gap-x-6 gap-y-1 text-13 sm:grid-cols-2">
        <Fact name={m.state_up()} seconds={uptime.up_s} />
        <Fact name={m.state_degraded()} seconds={uptime.degraded_s} />
        <Fact name={m.state_down()} seconds={uptime.down_s} />
        {left.map(({ reason, seconds }) => (
          <Fact key={reason} name={m.monitor_left_out({ reason: REASONS[reason]?.() ?? reason })} seconds={seconds} />
        ))}
      </dl>
      <div className="grid gap-2">
        {shown.length ? <IntervalsTable intervals={shown} /> : <p className="text-13 text-ink-2">{m.monitor_all_up()}</p>}
        <button type="button" aria-pressed={isAll} onClick={() => setAll(!isAll)} className="link min-h-6 justify-self-start text-13">
          {isAll ? m.monitor_intervals_less() : m.monitor_intervals_all({ count: count(uptime.intervals.length) })}
        </button>
        {uptime.intervals_in_all > uptime.intervals.length && (
          <p className="text-13 text-ink-3">{m.monitor_intervals_newest({ shown: count(uptime.intervals.length), all: count(uptime.intervals_in_all) })}</p>
        )}
      </div>
    </div>
  );
}

function Fact({ name, seconds }: { name: string; seconds: number }) {
  return (
    <div className="flex justify-between gap-4 border-b border-line py-1">
      <dt className="text-ink-2">{name}</dt>
      <dd className="whitespace-nowrap">
        {seconds ? duration(seconds) : '0'} <span className="font-mono text-12 text-ink-3">{count(seconds)} s</span>
      </dd>
    </div>
  );
}
