import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { membersQuery } from '@/api/team';
import { workspaceQuery } from '@/api/workspaces';
import { Empty } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

/** Shows a form to who may change monitors; tells everybody else whom to ask. */
export function LookingOnly({ title, children }: { title: string; children: ReactNode }) {
  const { workspaceId } = useParams({ from: '/app/w/$workspaceId' });
  const { data: workspace } = useQuery(workspaceQuery(workspaceId));
  const isLooking = workspace?.role === 'observer';
  const { data: members } = useQuery({ ...membersQuery(workspaceId), enabled: isLooking });
  if (!isLooking) return children;
  const able = (members?.items ?? []).filter((member) => member.role !== 'observer');
  const names = able.map((member) => `${member.first_name} ${member.last_name}`.trim());
  return (
    <div className="max-w-form">
      <PageHeader title={title} />
      <Empty
        title={m.form_looking_title()}
        action={
          <Link to="/w/$workspaceId" params={{ workspaceId }} className="link">
            {m.form_looking_back({ name: workspace.name })}
          </Link>
        }
      >
        {names.length > 0 && <p>{m.form_looking_ask({ names: new Intl.ListFormat(getLocale(), { type: 'disjunction' }).format(names) })}</p>}
      </Empty>
    </div>
  );
}
