import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { monitorDaysQuery } from '@/api/monitors';
import { explain } from '@/components/notices';
import { count, duration, latency, uptime, utcDay } from '@/lib/format';
import { m } from '@/messages/messages';

/** The days of the pipes as a table, for who cannot or does not want to look at pipes. */
export function DaysTable({ id }: { id: number }) {
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({ ...monitorDaysQuery(id), enabled: isOpen });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="link w-fit text-13">{m.workspace_days_table()}</summary>
      {isOpen && error && <p role="alert" className="pt-2 text-13 text-ink-2">{explain(error)}</p>}
      {isOpen && data && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <section tabIndex={0} aria-label={m.workspace_days_table()} className="mt-2 max-h-72 overflow-auto">
          <table className="w-full text-left text-13 [&_td]:py-1 [&_td]:pr-4 [&_th]:py-1 [&_th]:pr-4">
            <thead className="sticky top-0 bg-surface text-ink-3 [&_th]:font-normal">
              <tr>
                <th scope="col">{m.workspace_column_day()}</th>
                <th scope="col">{m.workspace_column_uptime()}</th>
                <th scope="col">{m.workspace_column_down()}</th>
                <th scope="col">{m.workspace_column_checks()}</th>
                <th scope="col">p95</th>
              </tr>
            </thead>
            <tbody>
              {data.days.toReversed().map((day) => (
                <tr key={day.day} className="border-t border-line">
                  <th scope="row" className="font-normal">{utcDay(day.day)}</th>
                  <td>{uptime(day.uptime)}</td>
                  <td className={day.down_s ? 'text-down-strong' : 'text-ink-3'}>{day.down_s ? duration(day.down_s) : '–'}</td>
                  <td>{count(day.checks)}</td>
                  <td className="font-mono">{latency(day.p95_ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
