import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { importsQuery, isUnderWay, useBring } from './bring-api';
import { BringForm } from './bring-form';
import { BringProgress } from './bring-progress';
import { BringResult } from './bring-result';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Problem } from '@/components/notices';
import { ProgressLine } from '@/components/progress-line';
import { Skeleton } from '@/components/skeleton';
import { fileSize } from '@/lib/file-size';
import { m } from '@/messages/messages';

/** A workspace made of an archive: the file, the upload, the work, what came of it. */
export function BringDialog({ onClose }: { onClose: () => void }) {
  const { data, error, refetch } = useQuery(importsQuery);
  const [followed, setFollowed] = useState<string | null>(null);
  const [sent, setSent] = useState(0);
  const [upload, setUpload] = useState<AbortController | null>(null);
  const bring = useBring(setFollowed);
  const underWay = data?.items.find(isUnderWay);
  if (underWay && followed === null && !bring.isPending) setFollowed(underWay.id); // its end is shown too
  const shown = bring.isPending ? undefined : data?.items.find(({ id }) => id === followed);
  const start = (file: File, name: string) => {
    const control = new AbortController();
    setUpload(control);
    setSent(0);
    bring.mutate({ file, name, signal: control.signal, onProgress: setSent });
  };
  const close = () => {
    upload?.abort();
    onClose();
  };
  const another = () => {
    setFollowed('');
    bring.reset();
  };
  const size = bring.variables?.file.size ?? 0;
  return (
    <Dialog title={m.archive_bring()} isOpen onClose={close} isHeld>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} />}
      {data && !shown && !bring.isPending && <BringForm error={upload?.signal.aborted ? null : bring.error} onFile={start} onCancel={close} />}
      {bring.isPending && (
        <div className="grid gap-4" aria-live="polite">
          <ProgressLine label={m.archive_uploading({ sent: fileSize(sent), size: fileSize(size) })} name={m.archive_progress()} value={size ? (sent / size) * 100 : undefined} />
          <p className="text-13 text-ink-3">{m.archive_stay()}</p>
          <div className="flex justify-end">
            <Button onClick={() => upload?.abort()}>{m.archive_stop()}</Button>
          </div>
        </div>
      )}
      {shown && isUnderWay(shown) && <BringProgress found={shown} onStopped={another} onClose={close} />}
      {shown && !isUnderWay(shown) && <BringResult found={shown} onAnother={another} onClose={close} />}
    </Dialog>
  );
}
