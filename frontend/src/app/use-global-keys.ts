/** The keys that work on every page. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';

import { useNearestWorkspace } from './current-workspace';
import { listenForShortcuts, useShortcut } from './shortcuts';
import { useTheme } from './use-theme';
import { mayEdit } from '@/lib/roles';
import { m } from '@/messages/messages';

export function useGlobalKeys({ search, showKeys }: { search: () => void; showKeys: () => void }): void {
  const go = useNavigate();
  const nearest = useNearestWorkspace();
  const { flip } = useTheme();
  const params = { workspaceId: nearest?.id ?? '' };
  useEffect(listenForShortcuts, []);
  useShortcut('mod+k', m.shell_search(), search);
  useShortcut('g o', m.shell_overview(), () => void go({ to: '/overview' }));
  useShortcut('g i', m.shell_incidents(), () => void go({ to: '/incidents' }));
  useShortcut('g m', m.shell_monitors(), () => void go({ to: '/w/$workspaceId', params }), Boolean(nearest));
  useShortcut('g s', m.shell_status_page(), () => void go({ to: '/w/$workspaceId/status-page', params }), Boolean(nearest));
  useShortcut('g r', m.reports_title(), () => void go({ to: '/w/$workspaceId/reports', params }), Boolean(nearest));
  useShortcut('g b', m.objectives_title(), () => void go({ to: '/w/$workspaceId/objectives', params }), Boolean(nearest));
  useShortcut('g p', m.policies_title(), () => void go({ to: '/w/$workspaceId/policies', params }), Boolean(nearest));
  useShortcut('g w', m.maintenance_title(), () => void go({ to: '/w/$workspaceId/maintenance', params }), Boolean(nearest));
  useShortcut('g e', m.explore_title(), () => void go({ to: '/w/$workspaceId/explore', params }), Boolean(nearest));
  useShortcut('g t', m.shell_team(), () => void go({ to: '/w/$workspaceId/team', params }), Boolean(nearest));
  useShortcut('c', m.shell_new_monitor(), () => void go({ to: '/w/$workspaceId/monitors/new', params }), nearest !== undefined && mayEdit(nearest.role));
  useShortcut('t', m.shell_theme(), flip);
  useShortcut('?', m.shell_keys(), showKeys);
}
