import { useQuery } from '@tanstack/react-query';

import { WorkspaceSettingsArchive } from './workspace-settings-archive';
import { archivesQuery, useOrderArchive } from './workspace-settings-archives-api';
import { ApiError } from '@/api/client';
import { Button } from '@/components/button';
import { explain, Problem } from '@/components/notices';
import { Section } from '@/components/section';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** Everything of the workspace as one file. */
export function WorkspaceSettingsArchives({ workspaceId }: { workspaceId: string }) {
  const { data, error, refetch } = useQuery(archivesQuery(workspaceId));
  const order = useOrderArchive(workspaceId);
  const say = useToast();
  const onError = (problem: Error) => say({ text: words(problem), tone: 'problem' });
  return (
    <Section title={m.archive_title()}>
      <div className="card">
        <div className="grid gap-3 p-5">
          <p className="text-14 text-ink-2">{m.archive_text()}</p>
          <p className="text-13 text-ink-3">{m.archive_people()}</p>
          <Button className="justify-self-start" isBusy={order.isPending} onClick={() => order.mutate(undefined, { onError })}>
            {m.archive_make()}
          </Button>
        </div>
        {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
        <ul aria-live="polite" className="divide-y divide-line border-t border-line empty:hidden">
          {data?.items.map((archive) => (
            <WorkspaceSettingsArchive key={archive.id} workspaceId={workspaceId} archive={archive} />
          ))}
        </ul>
      </div>
    </Section>
  );
}

function words(error: Error): string {
  return error instanceof ApiError && error.kind === 'too-many' ? m.archive_too_many() : explain(error);
}
