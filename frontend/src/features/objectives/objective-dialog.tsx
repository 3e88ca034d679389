import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { AboutFields } from './about-fields';
import { useSaveObjective } from './api';
import { bodyOf, draftOf, newDraft, type Draft } from './draft';
import { TierFields } from './tier-fields';
import { ApiError } from '@/api/client';
import { policiesQuery } from '@/api/numbers';
import type { MonitorOut, ObjectiveOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Select, TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { ZoneCombobox } from '@/components/zone-combobox';
import { m } from '@/messages/messages';

interface Props {
  workspaceId: string;
  about: ObjectiveOut | 'new' | null;
  monitors: readonly MonitorOut[];
  onClose: () => void;
}

/** Set a target, or change one. */
export function ObjectiveDialog({ about, onClose, ...rest }: Props) {
  const title = about === 'new' || !about ? m.objectives_add() : m.objectives_change({ name: about.name });
  return (
    <Dialog title={title} isOpen={about !== null} onClose={onClose}>
      {about && <ObjectiveForm {...rest} objective={about === 'new' ? null : about} onClose={onClose} />}
    </Dialog>
  );
}

const FIELDS = ['name', 'tree', 'target', 'cycle', 'rolling_days', 'time_zone', 'policy', 'tiers'];
const CYCLES: readonly { value: Draft['cycle']; label: () => string }[] = [
  { value: 'week', label: () => m.objectives_week() },
  { value: 'month', label: () => m.objectives_month() },
  { value: 'quarter', label: () => m.objectives_quarter() },
  { value: 'year', label: () => m.objectives_year() },
  { value: 'rolling', label: () => m.objectives_rolling() },
];

function ObjectiveForm({ workspaceId, objective, monitors, onClose }: Omit<Props, 'about'> & { objective: ObjectiveOut | null }) {
  const [draft, setDraft] = useState<Draft>(() => (objective ? draftOf(objective) : newDraft()));
  const { data: policies } = useQuery(policiesQuery(workspaceId));
  const save = useSaveObjective(workspaceId, objective?.id ?? null);
  const say = useToast();
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const problem = (field: string) => (save.error instanceof ApiError ? save.error.field(field) : undefined);
  const names = [...new Set([draft.policy, ...(policies?.items.map(({ name }) => name) ?? [])])];
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(bodyOf(draft), {
          onSuccess: ({ name }) => {
            say({ text: m.objectives_saved({ name }) });
            onClose();
          },
        });
      }}
    >
      <TextField label={m.objectives_name()} required maxLength={100} value={draft.name} error={problem('name')} onChange={(event) => change({ name: event.target.value })} />
      <AboutFields draft={draft} monitors={monitors} error={problem('tree')} onChange={change} />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          label={m.objectives_target_field()}
          hint={m.objectives_target_hint()}
          inputMode="decimal"
          required
          pattern="\s*\d+([.,]\d+)?\s*%?\s*"
          value={draft.target}
          error={problem('target')}
          onChange={(event) => change({ target: event.target.value })}
        />
        <Select
          label={m.objectives_cycle()}
          value={draft.cycle}
          error={problem('cycle')}
          onChange={(event) => change({ cycle: CYCLES.find(({ value }) => value === event.target.value)?.value ?? 'month' })}
        >
          {CYCLES.map(({ value, label }) => (
            <option key={value} value={value}>
              {label()}
            </option>
          ))}
        </Select>
        {draft.cycle === 'rolling' && (
          <TextField type="number" min={1} max={366} required label={m.objectives_days()} value={draft.days} error={problem('rolling_days')} onChange={(event) => change({ days: event.target.value })} />
        )}
        <Select label={m.objectives_policy()} hint={m.objectives_policy_hint()} value={draft.policy} error={problem('policy')} onChange={(event) => change({ policy: event.target.value })}>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        <ZoneCombobox label={m.objectives_zone()} value={draft.zone} error={problem('time_zone')} onChange={(zone) => change({ zone })} />
      </div>
      <TierFields tiers={draft.tiers} error={problem('tiers')} onChange={(tiers) => change({ tiers })} />
      {!FIELDS.some((field) => problem(field)) && <FormProblem error={save.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{m.cancel()}</Button>
        <Button type="submit" look="primary" isBusy={save.isPending}>
          {objective ? m.save() : m.objectives_add()}
        </Button>
      </div>
    </form>
  );
}
