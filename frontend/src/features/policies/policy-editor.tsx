import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { useMakePolicy } from './api';
import { bodyOf, draftOf, isReadable, rulesOf, type Draft } from './draft';
import { HoursFields } from './hours-fields';
import { OutageFields } from './outage-fields';
import { RuleList } from './rule-list';
import { StateFields } from './state-fields';
import { ApiError } from '@/api/client';
import type { PolicyOut } from '@/api/schema/types.gen';
import { Button, ButtonLink } from '@/components/button';
import { TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Section } from '@/components/section';
import { useToast } from '@/components/toasts';
import { changesBetween, ruleSentences } from '@/lib/policy-words';
import { m } from '@/messages/messages';

const NAME = '[a-z0-9](-?[a-z0-9]){0,39}';
const AT_FIELDS = ['name', 'service_hours.weekly', 'service_hours.time_zone', 'service_hours.holidays'];

/** Make a policy, or another version of one: choices on one side, what they mean on the other. */
export function PolicyEditor({ workspaceId, from, isNew }: { workspaceId: string; from: PolicyOut; isNew: boolean }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(from, isNew ? '' : from.name));
  const make = useMakePolicy(workspaceId);
  const say = useToast();
  const navigate = useNavigate();
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const problem = (field: string) => (make.error instanceof ApiError ? make.error.field(field) : undefined);
  const rules = rulesOf(draft);
  const changed = new Set<string>(changesBetween(from, rules).map(({ rule }) => rule));
  const next = String(from.version + 1);
  const isSame = !isNew && changed.size === 0;
  const params = { workspaceId };
  const submit = () =>
    make.mutate(bodyOf(draft), {
      onSuccess: ({ name, version }) => {
        say({ text: m.policies_saved({ name, version: String(version) }) });
        void navigate({ to: '/w/$workspaceId/policies', params, search: { open: name } });
      },
    });
  return (
    <>
      <PageHeader
        back={
          <Link to="/w/$workspaceId/policies" params={params} search={isNew ? {} : { open: from.name }} className="link">
            {m.policies_to_list()}
          </Link>
        }
        title={isNew ? m.policies_new_title() : m.policies_edit_title({ name: from.name })}
        situation={isNew ? m.policies_new_text() : m.policies_edit_text({ version: next })}
      />
      <form
        className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_22rem]"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReadable(draft)) submit();
        }}
      >
        <div className="grid gap-8">
          {isNew && (
            <div className="max-w-96">
              <TextField label={m.policies_name()} hint={m.policies_name_hint()} required pattern={NAME} maxLength={40} autoComplete="off" spellCheck={false} value={draft.name} error={problem('name')} onChange={(event) => change({ name: event.target.value })} />
            </div>
          )}
          <HoursFields draft={draft} problem={problem} onChange={change} />
          <OutageFields draft={draft} onChange={change} />
          <StateFields draft={draft} onChange={change} />
        </div>
        <div className="grid gap-4 lg:sticky lg:top-6">
          <Section title={m.policies_in_words()}>
            <div className="card p-5">
              <RuleList sentences={ruleSentences(rules)} changed={changed} />
            </div>
          </Section>
          {!AT_FIELDS.some(problem) && <FormProblem error={make.error} />}
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" look="primary" isBusy={make.isPending} disabled={isSame || !isReadable(draft)}>
              {isNew ? m.policies_save_new() : m.policies_save_version({ version: next })}
            </Button>
            <ButtonLink look="quiet" to="/w/$workspaceId/policies" params={params} search={isNew ? {} : { open: from.name }}>
              {m.cancel()}
            </ButtonLink>
            {isSame && <p className="text-13 text-ink-3">{m.policies_nothing_changed()}</p>}
          </div>
        </div>
      </form>
    </>
  );
}
