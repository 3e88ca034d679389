import { useState } from 'react';

import { ApiError } from '@/api/client';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

interface Props {
  action: string;
  initial?: string;
  error: Error | null;
  isBusy: boolean;
  onName: (name: string) => void;
  onCancel?: () => void;
}

/** The name of a new workspace. */
export function WorkspaceNameForm({ action, initial = '', error, isBusy, onName, onCancel }: Props) {
  const [name, setName] = useState(initial);
  const refusal = error instanceof ApiError ? error.field('name') : undefined;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onName(name.trim());
      }}
    >
      <TextField
        label={m.dashboard_workspace_name()}
        hint={m.dashboard_workspace_name_hint()}
        error={refusal}
        value={name}
        onChange={(event) => setName(event.target.value)}
        required
        maxLength={100}
        autoComplete="off"
      />
      <FormProblem error={refusal ? null : error} />
      <div className="flex flex-wrap justify-end gap-2">
        {onCancel && <Button onClick={onCancel}>{m.cancel()}</Button>}
        <Button type="submit" look="primary" isBusy={isBusy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
