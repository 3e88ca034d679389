import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { reasonWords } from './bring-words';
import type { ImportOut, ImportResultOut } from '@/api/schema/types.gen';
import { Button, ButtonLink } from '@/components/button';
import { StateWord } from '@/components/state-word';
import { count } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  found: ImportOut;
  onAnother: () => void;
  onClose: () => void;
}

/** What came of an archive, and what did not fit; or why nothing came. */
export function BringResult({ found, onAnother, onClose }: Props) {
  const client = useQueryClient();
  const { result, workspace_id: workspaceId } = found;
  useEffect(() => {
    for (const key of ['overview', 'workspaces', 'monitors']) void client.invalidateQueries({ queryKey: [key] });
  }, [client]);
  if (!result) return <Failed found={found} onAnother={onAnother} onClose={onClose} />;
  return (
    <div className="grid gap-4" aria-live="polite">
      <div className="grid gap-1">
        <StateWord state="up" label={m.archive_done({ name: result.name })} />
        <p className="text-14 text-ink-2">{figures(result)}</p>
        <p className="text-14 text-ink-2">{workspaceId ? m.archive_paused() : m.archive_gone()}</p>
      </div>
      {result.recipients.length > 0 && (
        <Lines title={m.archive_told({ count: result.recipients.length, shown: count(result.recipients.length) })} lines={result.recipients} />
      )}
      {result.skipped_in_all > 0 && <Lines title={m.archive_skipped({ count: result.skipped_in_all, shown: count(result.skipped_in_all) })} lines={result.skipped} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{m.close()}</Button>
        {workspaceId && (
          <ButtonLink look="primary" to="/w/$workspaceId" params={{ workspaceId }}>
            {m.archive_open({ name: result.name })}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}

function Failed({ found, onAnother, onClose }: Props) {
  return (
    <div className="grid gap-4" aria-live="polite">
      <div className="grid gap-1">
        <StateWord state="down" label={m.archive_not_made()} />
        <p className="text-14 text-ink-2">{reasonWords(found.reason)}</p>
        {found.error && (
          <p lang="en" className="text-12 break-words text-ink-3">
            {found.error}
          </p>
        )}
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{m.close()}</Button>
        <Button look="primary" onClick={onAnother}>
          {m.archive_another()}
        </Button>
      </div>
    </div>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <details className="rounded-control border border-line px-4 py-3 text-13">
      <summary className="cursor-pointer text-ink-2">{title}</summary>
      <ul className="mt-2 grid max-h-48 gap-1 overflow-y-auto text-ink-3">
        {lines.map((line) => (
          <li key={line} className="break-words">
            {line}
          </li>
        ))}
      </ul>
    </details>
  );
}

function figures({ monitors, checks, days }: ImportResultOut): string {
  return [m.archive_monitors({ count: monitors, shown: count(monitors) }), m.archive_checks({ count: checks, shown: count(checks) }), days > 0 && m.archive_days({ count: days, shown: count(days) })]
    .filter(Boolean)
    .join(' · ');
}
