import { useRemoveArchive, useSaveArchive } from './workspace-settings-archives-api';
import type { ArchiveOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { explain } from '@/components/notices';
import { ProgressLine } from '@/components/progress-line';
import { StateWord } from '@/components/state-word';
import { useToast } from '@/components/toasts';
import { fileSize } from '@/lib/file-size';
import { count, dateTime } from '@/lib/format';
import { m } from '@/messages/messages';

/** An archive: how far it is, then a way to get it. */
export function WorkspaceSettingsArchive({ workspaceId, archive }: { workspaceId: string; archive: ArchiveOut }) {
  const save = useSaveArchive(workspaceId);
  const remove = useRemoveArchive(workspaceId);
  const say = useToast();
  const onError = (problem: Error) => say({ text: explain(problem), tone: 'problem' });
  const name = m.archive_of({ date: dateTime(archive.created_at) });
  const leftOut = archive.contents?.left_out ?? [];
  return (
    <li className="grid items-start gap-x-4 gap-y-2 px-5 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <span className="grid min-w-0 gap-1">
        <span>{name}</span>
        <State archive={archive} />
        {leftOut.length > 0 && (
          <details className="text-13 text-ink-3">
            <summary className="cursor-pointer py-1">{m.archive_left_out({ count: leftOut.length, shown: count(leftOut.length) })}</summary>
            <ul className="grid max-h-48 gap-1 overflow-y-auto pt-1">
              {leftOut.map((line) => (
                <li key={line} className="break-words">
                  {line}
                </li>
              ))}
            </ul>
          </details>
        )}
      </span>
      <span className="flex gap-2 sm:justify-end">
        {archive.state === 'done' && (
          <Button aria-label={m.archive_download_of({ name })} isBusy={save.isPending} onClick={() => save.mutate(archive.id, { onError })}>
            {m.archive_download()}
          </Button>
        )}
        <Button look="quiet" aria-label={m.archive_remove_of({ name })} onClick={() => remove.mutate(archive.id, { onError })}>
          {m.remove()}
        </Button>
      </span>
    </li>
  );
}

function State({ archive: { state, progress, error, size_bytes: size, contents } }: { archive: ArchiveOut }) {
  if (state === 'failed') {
    return (
      <span className="grid gap-1">
        <StateWord state="down" label={m.archive_failed()} />
        {error && (
          <span lang="en" className="text-12 break-words text-ink-3">
            {error}
          </span>
        )}
      </span>
    );
  }
  if (state === 'done') return <span className="text-13 text-ink-3">{[fileSize(size ?? 0), ...rows(contents?.rows ?? {})].join(' · ')}</span>;
  return <ProgressLine label={state === 'waiting' ? m.archive_waiting() : m.archive_making({ percent: String(progress) })} name={m.archive_progress()} value={state === 'waiting' ? undefined : progress} />;
}

function rows({ monitors = 0, checks = 0 }: Record<string, number>): string[] {
  return [m.archive_monitors({ count: monitors, shown: count(monitors) }), m.archive_checks({ count: checks, shown: count(checks) })];
}
