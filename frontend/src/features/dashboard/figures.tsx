import type { OverviewOut } from '@/api/schema/types.gen';
import { count } from '@/lib/format';
import { m } from '@/messages/messages';

/** How many workspaces, monitors, active and down: one quiet row. */
export function Figures({ overview }: { overview: OverviewOut }) {
  const figures = [
    { id: 'workspaces', value: overview.workspaces, label: m.dashboard_figure_workspaces({ count: overview.workspaces }) },
    { id: 'monitors', value: overview.monitors, label: m.dashboard_figure_monitors({ count: overview.monitors }) },
    { id: 'active', value: overview.active, label: m.dashboard_figure_active() },
    { id: 'down', value: overview.down, label: m.dashboard_figure_down() },
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 border-y border-line py-4 sm:grid-cols-4">
      {figures.map(({ id, value, label }) => (
        <div key={id} className="flex flex-row-reverse items-baseline justify-end gap-2">
          <dt className="text-13 text-ink-2">{label}</dt>
          <dd className={`text-24 font-heading ${id === 'down' && value > 0 ? 'text-down-strong' : ''}`}>{count(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
