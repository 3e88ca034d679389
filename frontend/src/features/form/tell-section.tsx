import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { use } from 'react';

import { membersQuery, recipientsQuery } from '@/api/team';
import { m } from '@/messages/messages';
import { ChipsLine } from './chips-line';
import { FormContext } from './form-context';
import { Section } from './section';

/** Who is told: the workspace's recipients, or a list of the monitor's own. */
export function TellSection({ workspaceId }: { workspaceId: string }) {
  const { draft, change } = use(FormContext);
  const { data: recipients } = useQuery(recipientsQuery(workspaceId));
  const { data: members } = useQuery(membersQuery(workspaceId));
  const all = recipients?.items.filter((one) => !one.is_named_only).map((one) => one.email);
  const known = [...new Set([...(recipients?.items ?? []).map((one) => one.email), ...(members?.items ?? []).flatMap((one) => one.email ?? [])])];
  const isOwn = draft.recipients !== null;
  return (
    <Section title={m.form_tell()}>
      <fieldset className="grid gap-3 sm:pt-2.5">
        <legend className="sr-only">{m.form_field_recipients()}</legend>
        <Choice isChosen={!isOwn} onChoose={() => change({ recipients: null })} label={m.form_tell_all()} hint={all && describe(all)} />
        <Choice isChosen={isOwn} onChoose={() => change({ recipients: draft.recipients ?? [] })} label={m.form_tell_some()} />
      </fieldset>
      {draft.recipients && (
        <ChipsLine
          field="recipients"
          label={m.form_tell_these()}
          type="email"
          known={known}
          values={draft.recipients}
          onChange={(list) => change({ recipients: list })}
          hint={draft.recipients.length ? m.form_tell_known() : m.form_tell_nobody()}
        />
      )}
      <p className="text-13 text-ink-3">
        <Link to="/w/$workspaceId/recipients" params={{ workspaceId }} className="link">
          {m.form_tell_manage()}
        </Link>
      </p>
    </Section>
  );
}

const SHOWN = 3;

function describe(emails: readonly string[]): string {
  if (!emails.length) return m.form_tell_all_none();
  const rest = emails.length - SHOWN;
  const first = emails.slice(0, SHOWN).join(', ');
  return rest > 0 ? m.form_tell_and({ first, count: rest }) : first;
}

function Choice({ isChosen, onChoose, label, hint }: { isChosen: boolean; onChoose: () => void; label: string; hint?: string | undefined }) {
  return (
    <label className="flex items-start gap-3 text-14 pointer-coarse:min-h-9">
      <input type="radio" name="tell" checked={isChosen} onChange={onChoose} className="mt-0.5 size-4 shrink-0" />
      <span className="grid gap-0.5">
        {label}
        {hint && <span className="text-13 text-ink-3">{hint}</span>}
      </span>
    </label>
  );
}
