import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { type Told, toldOf } from './told';
import type { WorkspaceOut } from '@/api/schema/types.gen';
import { recipientsQuery } from '@/api/team';
import { m } from '@/messages/messages';

const WORDS: Record<Told, () => string> = {
  yes: m.settings_told_yes,
  named: m.settings_told_named,
  asked: m.settings_told_asked,
  refused: m.settings_told_refused,
  no: m.settings_told_no,
};

/** Whether a workspace tells one, and the way to its list; observers do not see the list. */
export function ToldRow({ workspace, email }: { workspace: WorkspaceOut; email: string }) {
  const maySee = workspace.role !== 'observer';
  const { data, error } = useQuery({ ...recipientsQuery(workspace.id), enabled: maySee });
  const words = data ? WORDS[toldOf(data.items, email)]() : maySee ? (error?.message ?? '') : m.settings_told_hidden();
  return (
    <li className="flex items-center justify-between gap-4 py-3">
      <div className="grid min-h-9.5 min-w-0 content-start gap-0.5">
        <span className="text-14 font-label">{workspace.name}</span>
        <span className="text-13 text-ink-3">{words}</span>
      </div>
      {maySee && (
        <Link
          to="/w/$workspaceId/recipients"
          params={{ workspaceId: workspace.id }}
          aria-label={m.settings_told_recipients_of({ workspace: workspace.name })}
          className="link text-14 whitespace-nowrap"
        >
          {m.settings_told_recipients()}
        </Link>
      )}
    </li>
  );
}
