import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import type { Row } from './view';
import { BudgetBar } from '@/components/budget-bar';
import { Section } from '@/components/section';
import { count, duration, uptime } from '@/lib/format';
import { targetText } from '@/lib/share';
import { m } from '@/messages/messages';

const HEAD = 'px-3 py-2 font-normal first:pl-5 last:pr-5';
const CELL = 'px-3 py-2.5 first:pl-5 last:pr-5';

/** Target, actual, budget, time down: a table, and on small screens a card for each service. */
export function LevelsTable({ workspaceId, rows, hasTarget }: { workspaceId: string; rows: readonly Row[]; hasTarget: boolean }) {
  return (
    <Section title={m.reports_levels()}>
      <div className="card overflow-hidden">
        <table className="w-full text-14 max-sm:block">
          <caption className="sr-only">{m.reports_levels()}</caption>
          <thead className="text-left text-12 text-ink-3 max-sm:sr-only">
            <tr>
              <th className={HEAD}>{m.reports_service()}</th>
              {hasTarget && <th className={`${HEAD} text-right`}>{m.reports_target()}</th>}
              <th className={`${HEAD} text-right`}>{m.reports_actual()}</th>
              {hasTarget && <th className={HEAD}>{m.reports_budget()}</th>}
              <th className={`${HEAD} text-right`}>{m.reports_down()}</th>
              <th className={`${HEAD} text-right max-md:hidden print:table-cell`}>{m.reports_left_out()}</th>
              <th className={`${HEAD} text-right`}>{m.reports_outages()}</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line sm:border-t sm:border-line max-sm:block">
            {rows.map((row) => (
              <tr key={row.key} className="max-sm:grid max-sm:grid-cols-2 max-sm:gap-y-0.5 max-sm:px-4 max-sm:py-3">
                <th scope="row" className={`${CELL} text-left font-label max-sm:col-span-2 max-sm:p-0!`}>
                  <Name row={row} workspaceId={workspaceId} />
                </th>
                {hasTarget && <Cell label={m.reports_target()} isEmpty={row.target === null}>{targetText(row.target)}</Cell>}
                <Cell label={m.reports_actual()}>
                  <Actual row={row} />
                </Cell>
                {hasTarget && (
                  <td className={`${CELL} max-sm:col-span-2 max-sm:px-0! max-sm:py-1 ${row.used === null ? 'max-sm:hidden' : ''}`}>
                    <BudgetBar used={row.used} />
                  </td>
                )}
                <Cell label={m.reports_down()}>{row.downS ? duration(row.downS) : '0'}</Cell>
                <Cell label={m.reports_left_out()} isWideOnly>
                  <LeftOut row={row} />
                </Cell>
                <Cell label={m.reports_outages()}>{count(row.outages)}</Cell>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

interface CellProps {
  label: string;
  children: ReactNode;
  isWideOnly?: boolean;
  /** Nothing to say: a dash in the table, left out of a card. */
  isEmpty?: boolean;
}

function Cell({ label, children, isWideOnly = false, isEmpty = false }: CellProps) {
  return (
    <td className={`${CELL} text-right sm:whitespace-nowrap ${isEmpty ? 'max-sm:hidden' : 'max-sm:flex'} max-sm:gap-2 max-sm:p-0! max-sm:text-left max-sm:text-13 ${isWideOnly ? 'sm:max-md:hidden print:table-cell' : ''}`}>
      <span aria-hidden className="text-ink-3 sm:hidden">
        {label}
      </span>
      <span>{children}</span>
    </td>
  );
}

function Name({ row, workspaceId }: { row: Row; workspaceId: string }) {
  if (row.monitorId === null) return <span>{row.name}</span>;
  return (
    <Link to="/w/$workspaceId/monitors/$monitorId" params={{ workspaceId, monitorId: String(row.monitorId) }} className="no-underline hover:underline">
      {row.name}
    </Link>
  );
}

function Actual({ row: { actual, target, without } }: { row: Row }) {
  const isShort = target !== null && actual !== null && actual < target;
  return (
    <span className="inline-grid">
      <span className={isShort ? 'font-label text-down-strong' : ''}>
        {uptime(actual, 3)}
        {isShort && <span className="sr-only"> {m.reports_is_missed()}</span>}
      </span>
      {without !== null && <span className="text-12 whitespace-normal text-ink-3">{m.reports_without({ figure: uptime(without, 3) })}</span>}
    </span>
  );
}

function LeftOut({ row: { excludedS, maintenanceS } }: { row: Row }) {
  const parts = [
    maintenanceS ? m.reports_maintenance_time({ time: duration(maintenanceS) }) : '',
    excludedS ? m.reports_excluded_time({ time: duration(excludedS) }) : '',
  ].filter(Boolean);
  if (!parts.length) return excludedS === null ? '–' : '0';
  return <span className="text-13 whitespace-normal">{parts.join(', ')}</span>;
}
