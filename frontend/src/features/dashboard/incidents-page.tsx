import { IncidentPages } from '@/components/incident-pages';

/** What was and is down, over all workspaces. */
export function IncidentsPage() {
  return <IncidentPages workspaceId={null} />;
}
