import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { flushSync } from 'react-dom';

import { workspaceQuery } from '@/api/workspaces';
import { m } from '@/messages/messages';
import { useMakeMonitor } from './api';
import { toBody } from './body';
import { emptyDraft } from './draft';
import { DraftNotice } from './draft-notice';
import { dropDraft, findDraft, sameDraft } from './kept-draft';
import { LookingOnly } from './looking-only';
import { focusFirstProblem, MonitorForm } from './monitor-form';
import { useForm } from './use-form';

/** A new monitor: one field is enough. */
export function NewMonitorPage() {
  const { workspaceId } = useParams({ from: '/app/w/$workspaceId/monitors/new' });
  const { target } = useSearch({ from: '/app/w/$workspaceId/monitors/new' });
  return (
    <LookingOnly title={m.form_new()}>
      <NewMonitor key={`${workspaceId} ${target}`} workspaceId={workspaceId} target={target} />
    </LookingOnly>
  );
}

function NewMonitor({ workspaceId, target }: { workspaceId: string; target: string | undefined }) {
  const name = `new:${workspaceId}`;
  const [pristine] = useState(() => emptyDraft(target));
  const [kept, setKept] = useState(() => (target ? null : findDraft(name)));
  const form = useForm(name, kept ?? pristine, pristine);
  const { data: workspace } = useQuery(workspaceQuery(workspaceId));
  const make = useMakeMonitor(workspaceId);
  const navigate = useNavigate();
  const isDirty = !sameDraft(form.draft, pristine);
  const save = () =>
    make.mutate(toBody(form.draft), {
      onSuccess: (monitor) => {
        dropDraft(name);
        void navigate({ to: '/w/$workspaceId/monitors/$monitorId', params: { workspaceId, monitorId: String(monitor.id) }, ignoreBlocker: true });
      },
      onError: (error) => {
        flushSync(() => form.refuse(error));
        focusFirstProblem(document.getElementById('monitor-form'));
      },
    });
  const startAnew = () => {
    setKept(null);
    form.replace(pristine);
  };
  return (
    <MonitorForm
      title={m.form_new()}
      situation={m.form_new_situation()}
      back={
        <Link to="/w/$workspaceId" params={{ workspaceId }} className="no-underline hover:underline">
          {workspace?.name ?? m.back()}
        </Link>
      }
      workspaceId={workspaceId}
      form={form}
      isNew
      isDirty={isDirty}
      isSaving={make.isPending || make.isSuccess}
      error={make.error}
      saveText={m.form_create()}
      onSave={save}
      onDiscard={startAnew}
    >
      {kept && <DraftNotice onDiscard={startAnew} />}
    </MonitorForm>
  );
}
