import { scopeWords } from './scope';
import { isOpenAt, windowWords } from './words';
import type { MonitorOut, WindowOut } from '@/api/schema/types.gen';
import { LazyMenu } from '@/components/lazy-menu';
import { StateWord } from '@/components/state-word';
import { Time, useNow } from '@/components/time';
import { m } from '@/messages/messages';

interface Props {
  windows: readonly WindowOut[];
  monitors: readonly MonitorOut[];
  isEditor: boolean;
  onEdit: (window: WindowOut) => void;
  onDelete: (window: WindowOut) => void;
}

/** Windows: what, when, for which monitors, and when next. */
export function WindowList({ windows, monitors, isEditor, onEdit, onDelete }: Props) {
  return (
    <ul className="card divide-y divide-line">
      {windows.map((window) => (
        <li key={window.id} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-3 md:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_11rem_10rem]">
          <span className="grid min-w-0 gap-0.5">
            <span className="font-label">{window.title}</span>
            <span className="text-13 text-ink-2">{windowWords(window)}</span>
            {window.note && <span className="text-13 text-ink-3">{window.note}</span>}
          </span>
          <span className="min-w-0 text-13 text-ink-2 max-md:col-start-1">{scopeWords(window, monitors)}</span>
          <span className="text-13 max-md:col-start-1">
            <Next window={window} />
          </span>
          {isEditor && (
            <span className="justify-self-end max-md:col-start-2 max-md:row-start-1">
              <LazyMenu
                label={m.maintenance_acts({ title: window.title })}
                items={[
                  { id: 'edit', label: m.edit(), onAction: () => onEdit(window) },
                  { id: 'delete', label: m.delete(), onAction: () => onDelete(window), isDangerous: true },
                ]}
              />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Next({ window }: { window: WindowOut }) {
  const now = useNow();
  const { next_starts_at: from, next_ends_at: to } = window;
  if (!from || !to) return <span className="text-ink-3">{m.maintenance_over()}</span>;
  if (isOpenAt(window, now)) {
    return (
      <span className="grid gap-0.5">
        <StateWord state="maintenance" label={m.maintenance_open_now()} />
        <span className="text-ink-3">
          {m.maintenance_until()} <Time at={to} />
        </span>
      </span>
    );
  }
  return (
    <span className="grid gap-0.5">
      <span className="text-12 text-ink-3">{m.maintenance_next()}</span>
      <Time at={from} />
    </span>
  );
}
