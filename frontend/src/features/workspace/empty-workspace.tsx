import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { useAddMonitor } from './api';
import { GhostRows } from './ghost-rows';
import { ApiError } from '@/api/client';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { DEFAULT_PERIOD } from '@/components/monitor-words';
import { explain } from '@/components/notices';
import { PeriodSelect } from '@/components/period-select';
import { readFirstTarget } from '@/lib/first-target';
import { m } from '@/messages/messages';

/** Nothing is watched yet: paste an address and it is. */
export function EmptyWorkspace({ workspaceId, canEdit }: { workspaceId: string; canEdit: boolean }) {
  const [target, setTarget] = useState('');
  const [period, setPeriod] = useState(DEFAULT_PERIOD);
  const add = useAddMonitor(workspaceId);
  const monitor = readFirstTarget(target);
  if (!canEdit) {
    return (
      <div className="grid gap-4">
        <p className="text-14 text-ink-2">{m.workspace_empty_observer()}</p>
        <GhostRows count={5} />
      </div>
    );
  }
  return (
    <div className="grid gap-4">
      <form
        className="card grid gap-3 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (monitor) add.mutate({ ...monitor, period });
        }}
      >
        <div className="grid items-start gap-2 sm:grid-cols-[minmax(0,1fr)_11rem_max-content] sm:[&_button]:mt-6">
          <TextField
            label={m.workspace_empty_title()}
            value={target}
            onChange={(event) => setTarget(event.target.value)}
            placeholder="https://example.com"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            error={add.error ? problemOf(add.error) : undefined}
          />
          <PeriodSelect value={period} onChange={setPeriod} />
          <Button type="submit" look="primary" isBusy={add.isPending} disabled={!monitor}>
            {m.workspace_empty_add()}
          </Button>
        </div>
        <p className="text-13 text-ink-3">
          {m.workspace_empty_hint()}{' '}
          <Link className="link" to="/w/$workspaceId/monitors/new" params={{ workspaceId }} search={target ? { target } : {}}>
            {m.workspace_empty_more()}
          </Link>
        </p>
      </form>
      <GhostRows count={5} />
    </div>
  );
}

function problemOf(error: Error): string {
  return (error instanceof ApiError && error.field('target')) || explain(error);
}
