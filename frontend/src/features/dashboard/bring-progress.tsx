import { useForgetImport } from './bring-api';
import type { ImportOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { explain } from '@/components/notices';
import { ProgressLine } from '@/components/progress-line';
import { useToast } from '@/components/toasts';
import { fileSize } from '@/lib/file-size';
import { m } from '@/messages/messages';

/** The work on an archive: it goes on without this window. */
export function BringProgress({ found, onStopped, onClose }: { found: ImportOut; onStopped: () => void; onClose: () => void }) {
  const forget = useForgetImport();
  const say = useToast();
  const onError = (error: Error) => say({ text: explain(error), tone: 'problem' });
  return (
    <div className="grid gap-4">
      <div aria-live="polite">
        <ProgressLine label={words(found)} name={m.archive_progress()} value={found.state === 'running' ? found.progress : undefined} />
      </div>
      <p className="text-13 text-ink-3">{m.archive_may_close()}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" isBusy={forget.isPending} onClick={() => forget.mutate(found.id, { onError, onSuccess: onStopped })}>
          {m.archive_stop()}
        </Button>
        <Button onClick={onClose}>{m.close()}</Button>
      </div>
    </div>
  );
}

function words({ state, progress, size_bytes: size }: ImportOut): string {
  if (state === 'uploading') return m.archive_uploading_there({ size: fileSize(size) });
  return state === 'waiting' ? m.archive_waiting() : m.archive_arriving({ percent: String(progress) });
}
