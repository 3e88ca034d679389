import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { flushSync } from 'react-dom';

import { ApiError } from '@/api/client';
import { monitorQuery } from '@/api/monitors';
import type { MonitorChangeIn, MonitorOut } from '@/api/schema/types.gen';
import { workspaceQuery } from '@/api/workspaces';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { PingHow } from '@/components/ping-how';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';
import { useChangeMonitor } from './api';
import { toChanges } from './body';
import { findConflict, rebase, type Conflict } from './conflict';
import { ConflictDialog } from './conflict-dialog';
import { fromMonitor } from './draft';
import { DraftNotice } from './draft-notice';
import { dropDraft, findDraft, sameDraft } from './kept-draft';
import { focusFirstProblem, MonitorForm } from './monitor-form';
import { useForm } from './use-form';

/** Changes a monitor: sends only what is different from what was read. */
export function EditMonitor({ first }: { first: MonitorOut }) {
  const name = `edit:${first.id}`;
  const [base, setBase] = useState(first);
  const [pristine, setPristine] = useState(() => fromMonitor(first));
  const [kept, setKept] = useState(() => findDraft(name));
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const form = useForm(name, kept ?? pristine, pristine);
  const { data: workspace } = useQuery(workspaceQuery(base.workspace_id));
  const client = useQueryClient();
  const change = useChangeMonitor(base.id);
  const navigate = useNavigate();
  const say = useToast();
  const link = { to: '/w/$workspaceId/monitors/$monitorId', params: { workspaceId: base.workspace_id, monitorId: String(base.id) } } as const;

  const send = (body: MonitorChangeIn) =>
    change.mutate(body, {
      onSuccess: () => {
        dropDraft(name);
        say({ text: m.saved() });
        void navigate({ ...link, ignoreBlocker: true });
      },
      onError: (error) => {
        flushSync(() => form.refuse(error));
        focusFirstProblem(document.getElementById('monitor-form'));
      },
    });
  const save = async () => {
    const latest = await client.fetchQuery({ ...monitorQuery(base.id), staleTime: 0 }).catch(() => base);
    const found = findConflict(base, latest, form.draft);
    if (found) setConflict(found);
    else send(toChanges(base, form.draft));
  };
  const review = ({ latest }: Conflict) => {
    const merged = rebase(base, latest, form.draft);
    setBase(latest);
    setPristine(fromMonitor(latest));
    form.replace(merged);
    setConflict(null);
  };
  const discard = () => {
    setKept(null);
    form.replace(pristine);
  };
  const loss = isLoss(change.error) ? change.error : null;
  return (
    <MonitorForm
      title={m.form_edit({ name: base.name })}
      situation={sameDraft(form.draft, pristine) ? m.form_edit_situation() : m.form_unsaved()}
      back={
        <span className="flex gap-1.5">
          <Link to="/w/$workspaceId" params={{ workspaceId: base.workspace_id }} className="no-underline hover:underline">
            {workspace?.name ?? m.back()}
          </Link>
          <span aria-hidden>/</span>
          <Link {...link} className="no-underline hover:underline">
            {base.name}
          </Link>
        </span>
      }
      workspaceId={base.workspace_id}
      form={form}
      isNew={false}
      isDirty={!sameDraft(form.draft, pristine)}
      isSaving={change.isPending || change.isSuccess}
      error={change.error}
      saveText={m.save()}
      onSave={() => void save()}
      onDiscard={discard}
    >
      {kept && <DraftNotice onDiscard={discard} />}
      {base.ping_url && (
        <section className="card mb-4 grid gap-3 p-5 sm:p-6">
          <h2 className="text-14 font-heading">{m.form_ping_title()}</h2>
          <PingHow url={base.ping_url} />
        </section>
      )}
      {conflict && (
        <ConflictDialog
          conflict={conflict}
          onClose={() => setConflict(null)}
          onReview={() => review(conflict)}
          onKeep={() => {
            setConflict(null);
            send(toChanges(base, form.draft));
          }}
        />
      )}
      <ConfirmDialog
        title={m.form_loss_title()}
        action={m.form_loss_action()}
        isOpen={loss !== null}
        isBusy={change.isPending}
        onConfirm={() => send({ ...change.variables, confirm_loss: true })}
        onClose={() => change.reset()}
      >
        <p>{loss?.message}</p>
      </ConfirmDialog>
    </MonitorForm>
  );
}

function isLoss(error: Error | null): boolean {
  return error instanceof ApiError && error.kind === 'results-would-be-lost';
}
