import { Pause, Pencil, Play, Trash2, X } from 'lucide-react';
import { useState } from 'react';

import { useBulk } from './api';
import { BulkEditDialog } from './bulk-edit-dialog';
import { usePauseResume } from './use-pause-resume';
import type { MonitorOut } from '@/api/schema/types.gen';
import { Button, IconButton } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

interface Props {
  workspaceId: string;
  monitors: readonly MonitorOut[];
  ids: ReadonlySet<number>;
  onClear: () => void;
}

/** What one can do with all that are chosen; it stays at the foot of the window. */
export function BulkBar({ workspaceId, monitors, ids, onClear }: Props) {
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const pauseOrResume = usePauseResume(workspaceId);
  const remove = useBulk(workspaceId);
  const say = useToast();
  const those = monitors.filter(({ id }) => ids.has(id));
  const count = those.length;
  const close = () => {
    remove.reset();
    setOpen(null);
  };
  const action = 'px-3 !text-current hover:!bg-accent-ink/15';
  return (
    <>
      <section
        aria-label={m.workspace_picked({ count })}
        className="sticky bottom-20 z-30 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center justify-center gap-1 rounded-card bg-accent py-1.5 pr-1.5 pl-4 text-14 text-accent-ink shadow-float md:bottom-6"
      >
        <span aria-live="polite" className="pr-2 font-label">{m.workspace_picked({ count })}</span>
        <Button look="quiet" className={action} onClick={() => pauseOrResume(those, 'pause')}>
          <Pause size={16} aria-hidden />
          {m.workspace_pause()}
        </Button>
        <Button look="quiet" className={action} onClick={() => pauseOrResume(those, 'resume')}>
          <Play size={16} aria-hidden />
          {m.workspace_resume()}
        </Button>
        <Button look="quiet" className={action} onClick={() => setOpen('edit')}>
          <Pencil size={16} aria-hidden />
          {m.edit()}
        </Button>
        <Button look="quiet" className={action} onClick={() => setOpen('delete')}>
          <Trash2 size={16} aria-hidden />
          {m.delete()}
        </Button>
        <IconButton label={m.workspace_pick_none()} className="!text-current hover:!bg-accent-ink/15" onClick={onClear}>
          <X size={18} aria-hidden />
        </IconButton>
      </section>
      {open === 'edit' && <BulkEditDialog workspaceId={workspaceId} monitors={those} onClose={() => setOpen(null)} />}
      <ConfirmDialog
        title={m.workspace_delete_title({ count })}
        action={m.workspace_delete_action({ count })}
        typed={count > 1 ? String(count) : undefined}
        isOpen={open === 'delete'}
        isBusy={remove.isPending}
        onClose={close}
        onConfirm={() =>
          remove.mutate(
            { action: 'delete', ids: those.map(({ id }) => id) },
            {
              onSuccess: () => {
                say({ text: m.workspace_deleted({ count }) });
                close();
                onClear();
              },
            },
          )
        }
      >
        <p>{m.workspace_delete_text()}</p>
        <p className="max-h-24 overflow-auto text-ink-1">{those.map(({ name }) => name).join(', ')}</p>
        <FormProblem error={remove.error} />
      </ConfirmDialog>
    </>
  );
}
