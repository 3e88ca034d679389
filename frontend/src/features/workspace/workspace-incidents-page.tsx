import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { workspaceQuery } from '@/api/workspaces';
import { IncidentPages } from '@/components/incident-pages';

const route = getRouteApi('/app/w/$workspaceId/incidents');

/** What was and is down in a workspace. */
export function WorkspaceIncidentsPage() {
  const { workspaceId } = route.useParams();
  const { data } = useQuery(workspaceQuery(workspaceId));
  return <IncidentPages workspaceId={workspaceId} workspaceName={data?.name} />;
}
