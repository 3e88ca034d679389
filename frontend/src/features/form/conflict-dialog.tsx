import { useInfiniteQuery } from '@tanstack/react-query';

import { auditQuery } from '@/api/team';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Ago } from '@/components/time';
import { m } from '@/messages/messages';
import { whoChanged, type Conflict } from './conflict';
import { labelOf } from './labels';

interface Props {
  conflict: Conflict;
  onClose: () => void;
  /** Put mine on top of theirs and look at it before it is saved. */
  onReview: () => void;
  /** Save mine at once; where both changed, mine wins. */
  onKeep: () => void;
}

/** Somebody else changed the monitor meanwhile: who, when, what; and what is to be done. */
export function ConflictDialog({ conflict, onClose, onReview, onKeep }: Props) {
  const { latest, theirs, both } = conflict;
  const { data } = useInfiniteQuery({ ...auditQuery(latest.workspace_id), staleTime: 0 });
  const who = whoChanged(data?.pages[0]?.items ?? [], latest.id);
  return (
    <Dialog title={m.form_conflict_title()} isOpen onClose={onClose}>
      <div className="grid gap-2 text-14 text-ink-2">
        <p>
          {who ? m.form_conflict_who({ who, fields: names(theirs) }) : m.form_conflict({ fields: names(theirs) })} (
          <Ago at={latest.updated_at} />)
        </p>
        <p>{both.length ? m.form_conflict_both({ fields: names(both) }) : m.form_conflict_apart()}</p>
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onKeep}>{m.form_conflict_keep()}</Button>
        <Button look="primary" onClick={onReview}>
          {m.form_conflict_review()}
        </Button>
      </div>
    </Dialog>
  );
}

function names(fields: readonly string[]): string {
  return fields.map(labelOf).join(', ');
}
