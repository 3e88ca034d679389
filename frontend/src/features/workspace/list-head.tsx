import type { Picked } from './monitor-list';
import { utcDay } from '@/lib/format';
import { m } from '@/messages/messages';

/** What the columns are, and which days the pipes show. */
export function ListHead({ firstDay, picked }: { firstDay: string; picked: Picked | undefined }) {
  return (
    <div className="monitor-line monitor-column-head text-12 text-ink-3">
      {picked && (
        <input
          type="checkbox"
          className="monitor-pick size-4 cursor-pointer"
          aria-label={m.workspace_pick_all()}
          checked={picked.isAll}
          ref={(box) => {
            if (box) box.indeterminate = picked.ids.size > 0 && !picked.isAll;
          }}
          onChange={picked.onAll}
        />
      )}
      <span className="monitor-state">{m.workspace_column_service()}</span>
      <span className="monitor-name" />
      <span className="monitor-days flex justify-between">
        <span>{m.workspace_days_ago({ date: utcDay(firstDay) })}</span>
        <span>{m.workspace_days_today()}</span>
      </span>
      <span className="monitor-uptime text-right">{m.workspace_column_uptime()}</span>
      <span className="monitor-now text-right">{m.workspace_column_now()}</span>
    </div>
  );
}
