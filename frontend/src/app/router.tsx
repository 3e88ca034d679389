/** Every page, its address and its code: one table. Pages are loaded when they are first looked at, or pointed at. */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';

import { BrokenApp, BrokenPage, GonePage } from './error-page';
import { Layout } from './layout';
import { lazyPage } from './lazy-page';
import { resumeSession } from './session';
import { readOverviewSearch } from '@/features/dashboard/search';
import { readLoginSearch } from '@/features/auth/search';
import { readFormSearch } from '@/features/form/search';
import { readWorkspaceSearch } from '@/features/workspace/search';
import { readMonitorSearch } from '@/features/monitor/search';
import { readExploreSearch } from '@/features/explore/search';
import { readOperatorSearch } from '@/features/operator/search';
import { readPolicySearch } from '@/features/policies/search';
import { readReportSearch } from '@/features/reports/search';

interface Context {
  client: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  errorComponent: BrokenApp,
  notFoundComponent: GonePage,
});

// Pages for people who are not signed in.
const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: readLoginSearch,
  component: lazyPage(() => import('@/features/auth/login-page'), 'LoginPage'),
});
const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: readLoginSearch,
  component: lazyPage(() => import('@/features/auth/register-page'), 'RegisterPage'),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  component: lazyPage(() => import('@/features/auth/forgot-page'), 'ForgotPage'),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyPage(() => import('@/features/auth/reset-page'), 'ResetPage'),
});
const confirm = createRoute({
  getParentRoute: () => root,
  path: '/confirm',
  component: lazyPage(() => import('@/features/auth/confirm-page'), 'ConfirmPage'),
});
const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite',
  component: lazyPage(() => import('@/features/auth/invite-page'), 'InvitePage'),
});
const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId',
  component: lazyPage(() => import('@/features/people/person-page'), 'PersonPage'),
});

// Everything else is for people who are signed in; who is not is led to the sign-in page, and back.
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: Layout,
  beforeLoad: async ({ context, location }) => {
    if (!(await resumeSession(context.client))) throw redirect({ to: '/login', search: { next: location.href } });
  },
});
const overview = createRoute({
  getParentRoute: () => app,
  path: '/overview',
  validateSearch: readOverviewSearch,
  component: lazyPage(() => import('@/features/dashboard/dashboard-page'), 'DashboardPage'),
});
const incidents = createRoute({
  getParentRoute: () => app,
  path: '/incidents',
  component: lazyPage(() => import('@/features/dashboard/incidents-page'), 'IncidentsPage'),
});
const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings/{-$section}',
  component: lazyPage(() => import('@/features/settings/settings-page'), 'SettingsPage'),
});
const operator = createRoute({
  getParentRoute: () => app,
  path: '/operator',
  validateSearch: readOperatorSearch,
  component: lazyPage(() => import('@/features/operator/operator-page'), 'OperatorPage'),
});

const workspace = createRoute({ getParentRoute: () => app, path: '/w/$workspaceId', component: Outlet });
const monitors = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  validateSearch: readWorkspaceSearch,
  component: lazyPage(() => import('@/features/workspace/workspace-page'), 'WorkspacePage'),
});
const workspaceIncidents = createRoute({
  getParentRoute: () => workspace,
  path: '/incidents',
  component: lazyPage(() => import('@/features/workspace/workspace-incidents-page'), 'WorkspaceIncidentsPage'),
});
const workspaceSettings = createRoute({
  getParentRoute: () => workspace,
  path: '/settings',
  component: lazyPage(() => import('@/features/workspace/workspace-settings-page'), 'WorkspaceSettingsPage'),
});
const team = createRoute({
  getParentRoute: () => workspace,
  path: '/team',
  component: lazyPage(() => import('@/features/team/team-page'), 'TeamPage'),
});
const recipients = createRoute({
  getParentRoute: () => workspace,
  path: '/recipients',
  component: lazyPage(() => import('@/features/team/recipients-page'), 'RecipientsPage'),
});
const audit = createRoute({
  getParentRoute: () => workspace,
  path: '/audit',
  component: lazyPage(() => import('@/features/team/audit-page'), 'AuditPage'),
});
const statusPage = createRoute({
  getParentRoute: () => workspace,
  path: '/status-page',
  component: lazyPage(() => import('@/features/status/status-page-page'), 'StatusPagePage'),
});
const reports = createRoute({
  getParentRoute: () => workspace,
  path: '/reports',
  validateSearch: readReportSearch,
  component: lazyPage(() => import('@/features/reports/report-page'), 'ReportPage'),
});
const objectives = createRoute({
  getParentRoute: () => workspace,
  path: '/objectives',
  component: lazyPage(() => import('@/features/objectives/objectives-page'), 'ObjectivesPage'),
});
const policies = createRoute({
  getParentRoute: () => workspace,
  path: '/policies',
  validateSearch: readPolicySearch,
  component: lazyPage(() => import('@/features/policies/policies-page'), 'PoliciesPage'),
});
const maintenance = createRoute({
  getParentRoute: () => workspace,
  path: '/maintenance',
  component: lazyPage(() => import('@/features/maintenance/maintenance-page'), 'MaintenancePage'),
});
const explore = createRoute({
  getParentRoute: () => workspace,
  path: '/explore',
  validateSearch: readExploreSearch,
  component: lazyPage(() => import('@/features/explore/explore-page'), 'ExplorePage'),
});
const newMonitor = createRoute({
  getParentRoute: () => workspace,
  path: '/monitors/new',
  validateSearch: readFormSearch,
  component: lazyPage(() => import('@/features/form/new-monitor-page'), 'NewMonitorPage'),
});
const monitor = createRoute({
  getParentRoute: () => workspace,
  path: '/monitors/$monitorId',
  validateSearch: readMonitorSearch,
  component: lazyPage(() => import('@/features/monitor/monitor-page'), 'MonitorPage'),
});
const editMonitor = createRoute({
  getParentRoute: () => workspace,
  path: '/monitors/$monitorId/edit',
  component: lazyPage(() => import('@/features/form/edit-monitor-page'), 'EditMonitorPage'),
});

const inWorkspace = workspace.addChildren([
  monitors, newMonitor, monitor, editMonitor, team, recipients, audit, statusPage, workspaceIncidents, workspaceSettings,
  reports, objectives, policies, maintenance, explore,
]);
const tree = root.addChildren([
  login, register, forgot, reset, confirm, invite, person,
  app.addChildren([overview, incidents, settings, operator, inWorkspace]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultErrorComponent: BrokenPage,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultViewTransition: true,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
