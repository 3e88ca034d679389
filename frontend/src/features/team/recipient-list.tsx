import { useState } from 'react';

import { useRecipientAct } from './api';
import { refusalWords } from './words';
import type { RecipientOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { StateWord } from '@/components/state-word';
import { useToast } from '@/components/toasts';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';

/** Addresses, how they stand, and the way out for each. */
export function RecipientList({ workspaceId, recipients }: { workspaceId: string; recipients: readonly RecipientOut[] }) {
  const [asked, setAsked] = useState<RecipientOut | null>(null);
  const act = useRecipientAct(workspaceId);
  const say = useToast();
  const run = (one: RecipientOut, what: 'remove' | 'try') =>
    act.mutate(
      { id: one.id, act: what },
      {
        onSuccess: () => say({ text: (what === 'remove' ? m.team_removed : m.team_tried)({ email: one.email }) }),
        onError: (error) => say({ text: refusalWords(error), tone: 'problem' }),
        onSettled: () => setAsked(null),
      },
    );
  return (
    <>
      <ul className="card divide-y divide-line empty:hidden">
        {recipients.map((one) => (
          <li key={one.id} className="grid items-center gap-x-4 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_auto]">
            <span className="grid min-w-0">
              <span className="truncate font-label">{one.email}</span>
              <span className="text-13 text-ink-3">
                {one.added_by ? m.team_added_by({ name: one.added_by, date: longDate(one.created_at) }) : longDate(one.created_at)}
              </span>
            </span>
            <Standing recipient={one} />
            <span className="flex gap-2 sm:justify-end">
              {one.suppressed_at && (
                <Button aria-label={m.team_try_again_with({ email: one.email })} onClick={() => run(one, 'try')}>
                  {m.try_again()}
                </Button>
              )}
              <Button look="quiet" aria-label={m.team_remove_address({ email: one.email })} onClick={() => setAsked(one)}>
                {m.remove()}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        title={m.team_remove_address({ email: asked?.email ?? '' })}
        action={m.remove()}
        isOpen={asked !== null}
        isBusy={act.isPending}
        onConfirm={() => asked && run(asked, 'remove')}
        onClose={() => setAsked(null)}
      >
        <p>{m.team_remove_address_text()}</p>
      </ConfirmDialog>
    </>
  );
}

function Standing({ recipient: { suppressed_at, refusal, confirmed_at, is_named_only } }: { recipient: RecipientOut }) {
  if (suppressed_at) {
    return (
      <span className="grid">
        <StateWord state="down" label={m.team_suppressed()} />
        {refusal && <span className="text-13 text-ink-3">{refusal}</span>}
      </span>
    );
  }
  if (!confirmed_at) return <StateWord state="pending" label={m.team_unanswered()} />;
  return is_named_only ? <StateWord state="up" label={m.team_named_only()} /> : <StateWord state="up" label={m.team_is_told()} />;
}
