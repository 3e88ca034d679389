import type { IntervalOut } from '@/api/schema/types.gen';
import { StateWord } from '@/components/state-word';
import { Time } from '@/components/time';
import { duration } from '@/lib/format';
import { m } from '@/messages/messages';
import { readState } from './view';

/** Stretches of one state, newest first, each with the checks at its ends. */
export function IntervalsTable({ intervals }: { intervals: readonly IntervalOut[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div role="region" aria-label={m.monitor_intervals()} tabIndex={0} className="max-h-96 overflow-auto rounded-control border border-line">
      <table className="w-full text-13">
        <caption className="sr-only">{m.monitor_intervals()}</caption>
        <thead className="sticky top-0 bg-surface text-left text-12 text-ink-3">
          <tr>
            <th className="px-3 py-2 font-normal">{m.monitor_state()}</th>
            <th className="px-3 py-2 font-normal">{m.monitor_from()}</th>
            <th className="px-3 py-2 text-right font-normal">{m.monitor_lasted()}</th>
            <th className="hidden px-3 py-2 font-normal sm:table-cell">{m.monitor_first_check()}</th>
            <th className="hidden px-3 py-2 font-normal sm:table-cell">{m.monitor_last_check()}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {intervals.map((interval) => (
            <tr key={interval.started_at}>
              <td className="px-3 py-2">
                {interval.left_out === 'no_data' ? <StateWord state="unknown" label={m.monitor_no_data()} /> : <StateWord state={readState(interval.state)} />}
              </td>
              <td className="px-3 py-2 text-ink-2">
                <Time at={interval.started_at} withSeconds />
              </td>
              <td className="px-3 py-2 text-right whitespace-nowrap">{duration(interval.seconds)}</td>
              <td className="hidden px-3 py-2 text-ink-2 sm:table-cell">{interval.first_check ? <Time at={interval.first_check} withSeconds /> : '–'}</td>
              <td className="hidden px-3 py-2 text-ink-2 sm:table-cell">{interval.last_check ? <Time at={interval.last_check} withSeconds /> : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
