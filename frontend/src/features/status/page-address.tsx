import { Link } from '@tanstack/react-router';

import type { StatusPageOut } from '@/api/schema/types.gen';
import { CopyButton } from '@/components/copy-button';
import { Section } from '@/components/section';
import { m } from '@/messages/messages';

/** Where the page is, to open and to copy. */
export function PageAddress({ page, isEditor }: { page: StatusPageOut; isEditor: boolean }) {
  return (
    <Section title={m.status_address()}>
      <div className="card flex flex-wrap items-center gap-x-4 gap-y-1 py-1.5 pr-2 pl-4">
        <span className="min-w-0 flex-1 font-mono text-13">
          {page.is_public ? (
            <a href={page.url} target="_blank" rel="noreferrer" className="link">
              {page.url}
            </a>
          ) : (
            <span className="text-ink-3">{page.url}</span>
          )}
        </span>
        {isEditor && (
          <Link to="/w/$workspaceId/settings" params={{ workspaceId: page.workspace_id }} className="link text-13">
            {m.status_change_address()}
          </Link>
        )}
        <CopyButton text={page.url} label={m.status_copy_address()} />
      </div>
    </Section>
  );
}
