import { useState } from 'react';

import { useChangeWorkspace } from './workspace-settings-api';
import { ApiError } from '@/api/client';
import type { WorkspaceOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { Section } from '@/components/section';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** The name, and the address of the public page. */
export function WorkspaceSettingsName({ workspace }: { workspace: WorkspaceOut }) {
  const [name, setName] = useState(workspace.name);
  const [slug, setSlug] = useState(workspace.slug);
  const change = useChangeWorkspace(workspace.id);
  const say = useToast();
  const { error } = change;
  const isTaken = error instanceof ApiError && error.kind === 'slug-taken';
  const slugError = isTaken ? m.dashboard_slug_taken() : error instanceof ApiError ? error.field('slug') : undefined;
  const nameError = error instanceof ApiError ? error.field('name') : undefined;
  const isSame = name.trim() === workspace.name && slug === workspace.slug;
  return (
    <Section title={m.dashboard_name_and_address()}>
      <form
        className="card grid gap-4 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          const body = { ...(name.trim() !== workspace.name && { name: name.trim() }), ...(slug !== workspace.slug && { slug }) };
          change.mutate(body, { onSuccess: () => say({ text: m.saved() }) });
        }}
      >
        <TextField label={m.dashboard_workspace_name()} error={nameError} value={name} required maxLength={100} onChange={(event) => setName(event.target.value)} />
        <TextField
          label={m.dashboard_slug()}
          hint={m.dashboard_slug_hint({ address: `${location.origin}/status/${slug || '…'}` })}
          error={slugError}
          value={slug}
          required
          minLength={2}
          maxLength={63}
          pattern="[a-z0-9](-?[a-z0-9])+"
          title={m.dashboard_slug_letters()}
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => setSlug(event.target.value.toLowerCase())}
        />
        <FormProblem error={slugError || nameError ? null : error} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" disabled={isSame} isBusy={change.isPending}>
            {m.save()}
          </Button>
        </div>
      </form>
    </Section>
  );
}
