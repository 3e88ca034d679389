import { memo, useId, useState, type ReactNode } from 'react';

import { latencyNow, RowLine, type RowLineProps } from './row-line';

interface Props extends Omit<RowLineProps, 'panelId'> {
  /** Filtered out: it stays, so that taking the filter away costs nothing. */
  isHidden: boolean;
  /** What an open row shows. */
  children?: ReactNode;
}

/** A monitor's row: its line, and what it shows when it is open. */
export const MonitorRow = memo(function MonitorRow({ isHidden, children, ...line }: Props) {
  const panelId = useId();
  const { monitor, isOpen } = line;
  const [isBornOpen] = useState(isOpen); // by its address: it does not grow, so nothing below it jumps
  return (
    <li
      className="monitor group"
      aria-hidden={isHidden || undefined}
      data-out={isHidden || undefined}
      data-monitor={monitor.id}
      data-state={monitor.state}
      data-open={isOpen || undefined}
      data-timed={latencyNow(monitor) === null ? undefined : true}
    >
      <RowLine {...line} panelId={panelId} />
      {isOpen && !isHidden && (
        <div id={panelId} className="monitor-panel" data-still={isBornOpen || undefined}>
          <div>{children}</div>
        </div>
      )}
    </li>
  );
});
