import { useQuery } from '@tanstack/react-query';

import { useNearestWorkspace } from '../current-workspace';
import { endSession, useMe } from '../session';
import { useTheme } from '../use-theme';
import type { Item } from './items';
import { overviewQuery } from '@/api/account';
import { allMonitorsQuery } from '@/api/monitors';
import type { WorkspaceLineOut } from '@/api/schema/types.gen';
import { mayEdit } from '@/lib/roles';
import { m } from '@/messages/messages';

/** Everything one can go to or do. */
export function useItems(onShowKeys: () => void): Item[] {
  const { data: overview } = useQuery(overviewQuery);
  const { data: monitors = [] } = useQuery(allMonitorsQuery);
  const lines = overview?.workspaces_list ?? [];
  const names = new Map(lines.map((line) => [line.id, line.name]));
  return [
    ...monitors.map(
      (monitor): Item => ({
        id: `monitor ${monitor.id}`,
        group: 'monitors',
        label: monitor.name,
        hint: names.get(monitor.workspace_id),
        words: [monitor.target, ...monitor.tags],
        state: monitor.state,
        to: { to: '/w/$workspaceId/monitors/$monitorId', params: { workspaceId: monitor.workspace_id, monitorId: String(monitor.id) } },
      }),
    ),
    ...lines.flatMap(workspaceItems),
    ...useActions(),
    ...useSettings(onShowKeys),
  ];
}

function workspaceItems(line: WorkspaceLineOut): Item[] {
  const params = { workspaceId: line.id };
  const inner = (name: string, label: string, to: Item['to']): Item => ({
    id: `${name} ${line.id}`, group: 'workspaces', label: `${line.name} · ${label}`, to,
  });
  return [
    { id: `workspace ${line.id}`, group: 'workspaces', label: line.name, words: [line.slug], to: { to: '/w/$workspaceId', params } },
    inner('incidents', m.shell_incidents(), { to: '/w/$workspaceId/incidents', params }),
    inner('reports', m.reports_title(), { to: '/w/$workspaceId/reports', params }),
    inner('objectives', m.objectives_title(), { to: '/w/$workspaceId/objectives', params }),
    inner('policies', m.policies_title(), { to: '/w/$workspaceId/policies', params }),
    inner('maintenance', m.maintenance_title(), { to: '/w/$workspaceId/maintenance', params }),
    inner('explore', m.explore_title(), { to: '/w/$workspaceId/explore', params }),
    inner('team', m.shell_team(), { to: '/w/$workspaceId/team', params }),
    inner('status', m.shell_status_page(), { to: '/w/$workspaceId/status-page', params }),
    inner('settings', m.shell_settings(), { to: '/w/$workspaceId/settings', params }),
    ...(mayEdit(line.role)
      ? [
          inner('recipients', m.shell_recipients(), { to: '/w/$workspaceId/recipients', params }),
          inner('audit', m.shell_audit(), { to: '/w/$workspaceId/audit', params }),
        ]
      : []),
  ];
}

function action(id: string, label: string, rest: Partial<Item>): Item {
  return { id, group: 'actions', label, ...rest };
}

function useActions(): Item[] {
  const nearest = useNearestWorkspace();
  const { choose } = useTheme();
  const params = { workspaceId: nearest?.id ?? '' };
  return [
    ...(nearest && mayEdit(nearest.role)
      ? [action('new-monitor', m.shell_new_monitor(), { hint: nearest.name, to: { to: '/w/$workspaceId/monitors/new', params } })]
      : []),
    action('new-workspace', m.shell_new_workspace(), { to: { to: '/overview', search: { create: true } } }),
    action('overview', m.shell_overview(), { to: { to: '/overview' } }),
    action('incidents', m.shell_incidents(), { to: { to: '/incidents' } }),
    action('light', m.shell_theme_light(), { run: () => choose('light') }),
    action('dark', m.shell_theme_dark(), { run: () => choose('dark') }),
    action('system', m.shell_theme_system(), { run: () => choose('system') }),
    action('out', m.shell_sign_out(), { run: () => void endSession() }),
  ];
}

function useSettings(onShowKeys: () => void): Item[] {
  const me = useMe();
  return [
    { id: 'profile', group: 'settings', label: m.shell_profile(), to: { to: '/people/$userId', params: { userId: me.id } } },
    { id: 'my-settings', group: 'settings', label: m.shell_my_settings(), to: { to: '/settings/{-$section}' } },
    ...(me.is_operator ? [{ id: 'operator', group: 'settings', label: m.shell_operator(), to: { to: '/operator' } } satisfies Item] : []),
    { id: 'keys', group: 'help', label: m.shell_keys(), hint: '?', run: onShowKeys },
    { id: 'docs', group: 'help', label: m.shell_docs(), run: () => void open('/docs', '_blank', 'noopener') },
  ];
}
