import { Link } from '@tanstack/react-router';
import { memo, type MouseEvent } from 'react';

import { useListActions } from './list-actions';
import { RowTrouble } from './row-trouble';
import type { LineOut, MonitorOut } from '@/api/schema/types.gen';
import { Glyph } from '@/components/glyph';
import { everyPeriod, kindWord } from '@/components/monitor-words';
import { PipeStrip } from '@/components/pipe-strip';
import { StatusChip } from '@/components/status-chip';
import { drawnDays } from '@/lib/day-letters';
import { latency, uptime } from '@/lib/format';
import { m } from '@/messages/messages';

export interface RowLineProps {
  monitor: MonitorOut;
  /** Its days; undefined while they are loaded, and for one just added. */
  line: LineOut | undefined;
  firstDay: string;
  isOpen: boolean;
  /** Undefined: rows cannot be chosen. */
  isPicked: boolean | undefined;
  panelId: string;
}

const CHEVRON = (
  <svg aria-hidden viewBox="0 0 16 16" className="size-4 fill-none stroke-current stroke-[1.5] transition-transform duration-150 group-data-open:rotate-90">
    <path d="m6 3.5 4.5 4.5L6 12.5" />
  </svg>
);
const NO_DAYS = '-'.repeat(90);

/** A monitor in one line. The whole line opens it; the button says so. Drawn anew by data only. */
export const RowLine = memo(function RowLine({ monitor, line, firstDay, isOpen, isPicked, panelId }: RowLineProps) {
  const { toggle, pick, intend } = useListActions();
  const { id, name, state, workspace_id: workspaceId } = monitor;
  const dayLink = (day: string) => (
    <Link className="link" to="/w/$workspaceId/monitors/$monitorId" params={{ workspaceId, monitorId: String(id) }} search={{ day }}>
      {m.workspace_day_open()}
    </Link>
  );
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the button within has the keys
    <div
      className="monitor-line relative cursor-pointer transition-colors duration-100 group-data-open:pb-0 hover:bg-raised/60"
      onClick={(event) => isWithin(event) && toggle(id)}
      onPointerEnter={() => intend(monitor)}
      onFocus={() => intend(monitor)}
    >
      {isPicked !== undefined && (
        <input
          type="checkbox"
          className="monitor-pick size-4 cursor-pointer"
          aria-label={m.workspace_pick({ name })}
          checked={isPicked}
          onChange={() => undefined}
          onClick={(event) => {
            event.stopPropagation();
            pick(id, event.shiftKey);
          }}
        />
      )}
      <button
        type="button"
        className="monitor-toggle grid size-6 -translate-x-0.5 place-items-center rounded-chip text-ink-3"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        aria-label={name}
      >
        {CHEVRON}
      </button>
      <span className="monitor-state">
        <StatusChip state={state} />
      </span>
      <div className="monitor-name">
        <p className="truncate text-14 font-label" title={name}>{name}</p>
        <p className="monitor-more truncate text-13 text-ink-3">
          <RowTrouble monitor={monitor}>
            {kindWord(monitor.kind)} · {everyPeriod(monitor.period)}
          </RowTrouble>
        </p>
      </div>
      <div className="monitor-days">
        <PipeStrip name={name} firstDay={firstDay} days={line ? drawnDays(line.states) : NO_DAYS} uptime={line?.uptime ?? []} monitorId={id} dayLink={dayLink} />
      </div>
      <span className="monitor-window text-12 text-ink-3">{m.workspace_days_90()}</span>
      <span className="monitor-uptime text-right text-14 font-label">{uptime(monitor.uptime_90d)}</span>
      <span className="monitor-now flex items-center justify-end gap-1 text-right font-mono text-13 whitespace-nowrap text-ink-2">
        <span className="text-up-strong">
          <Glyph name="check" />
        </span>
        {latency(latencyNow(monitor))}
      </span>
    </div>
  );
});

/** Clicks in what hangs over the page (tooltip, sheet) come here too; they are not meant for the row. */
function isWithin({ target, currentTarget }: MouseEvent): boolean {
  return target instanceof Node && currentTarget.contains(target);
}

/** The latency to show beside a monitor; null when its last one says nothing about now. */
export function latencyNow({ state, last_check: check }: MonitorOut): number | null {
  return state === 'down' || state === 'paused' ? null : (check?.latency_ms ?? null);
}
