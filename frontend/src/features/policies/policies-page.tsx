import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { PolicyEditor } from './policy-editor';
import { PolicyRow } from './policy-row';
import { policiesQuery } from '@/api/numbers';
import type { PolicyOut } from '@/api/schema/types.gen';
import { workspaceQuery } from '@/api/workspaces';
import { ButtonLink } from '@/components/button';
import { Empty, Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { mayEdit } from '@/lib/roles';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/w/$workspaceId/policies');

/** How time is counted in a workspace: its policies, their versions, and the way to a new one. */
export function PoliciesPage() {
  const { workspaceId } = route.useParams();
  const { open, version, edit, make } = route.useSearch();
  const workspaceAnswer = useQuery(workspaceQuery(workspaceId));
  const policiesAnswer = useQuery(policiesQuery(workspaceId));
  const workspace = workspaceAnswer.data;
  // Both or nothing: what an editor may press would push the list down when it came later.
  const policies = workspace && policiesAnswer.data?.items;
  const unanswered = [workspaceAnswer, policiesAnswer].find(({ data, error }) => error && !data);
  const isEditor = workspace !== undefined && mayEdit(workspace.role);
  const from = policies?.find(({ name }) => name === (edit ?? make));
  if (from && isEditor && (edit ? from.created_at : make)) return <PolicyEditor key={edit ?? ''} workspaceId={workspaceId} from={from} isNew={!edit} />;
  const own = policies?.filter(({ created_at }) => created_at !== null) ?? [];
  const add = (
    <ButtonLink look="primary" to="/w/$workspaceId/policies" params={{ workspaceId }} search={{ make: 'agreed' }}>
      {m.policies_add()}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={m.policies_title()} tab={workspace && `${m.policies_title()} · ${workspace.name}`} situation={<span className={policies ? '' : 'invisible'}>{situation(own.length)}</span>}>
        {isEditor && own.length > 0 && add}
      </PageHeader>
      {unanswered?.error && <Problem error={unanswered.error} onRetry={() => void unanswered.refetch()} />}
      {!unanswered && !policies && <Skeleton rows={3} height={72} />}
      {policies && (
        <div className="grid gap-6">
          {own.length === 0 && (
            <Empty title={m.policies_none()} action={isEditor && add}>
              {m.policies_none_text()}
            </Empty>
          )}
          <ul className="card divide-y divide-line overflow-hidden">
            {[...own, ...policies.filter(isBuiltIn)].map((policy) => (
              <PolicyRow key={policy.name} workspaceId={workspaceId} policy={policy} isOpen={policy.name === open} version={version} isEditor={isEditor} />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function isBuiltIn({ created_at }: PolicyOut): boolean {
  return created_at === null;
}

function situation(own: number): string {
  return own ? m.policies_situation({ count: own }) : m.policies_situation_none();
}
