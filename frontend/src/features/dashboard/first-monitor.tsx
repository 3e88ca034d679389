import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import { useMakeFirstMonitor } from './api';
import { ApiError } from '@/api/client';
import type { WorkspaceLineOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { DEFAULT_PERIOD } from '@/components/monitor-words';
import { FormProblem } from '@/components/notices';
import { PeriodSelect } from '@/components/period-select';
import { readFirstTarget } from '@/lib/first-target';
import { m } from '@/messages/messages';

/** One address, checked from now on; leads to the new monitor's page. */
export function FirstMonitor({ home }: { home: WorkspaceLineOut }) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [period, setPeriod] = useState(DEFAULT_PERIOD);
  const [isUnreadable, setUnreadable] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const params = { workspaceId: home.id };
  const make = useMakeFirstMonitor(home.id, (monitor) =>
    void navigate({ to: '/w/$workspaceId/monitors/$monitorId', params: { ...params, monitorId: String(monitor.id) } }),
  );
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const refusal = make.error instanceof ApiError ? make.error.field('target') : undefined;
  return (
    <form
      ref={form}
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const first = readFirstTarget(text);
        setUnreadable(!first);
        if (first) make.mutate({ ...first, period });
      }}
    >
      <TextField
        label={m.dashboard_first_target()}
        hint={m.dashboard_first_target_hint()}
        error={isUnreadable ? m.dashboard_first_target_unreadable() : refusal}
        placeholder="https://www.example.com"
        inputMode="url"
        autoCapitalize="none"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        required
      />
      <div className="max-w-52">
        <PeriodSelect value={period} onChange={setPeriod} />
      </div>
      <FormProblem error={refusal ? null : make.error} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Link to="/w/$workspaceId/monitors/new" params={params} className="link text-13">
          {m.dashboard_other_kinds()}
        </Link>
        <Button type="submit" look="primary" isBusy={make.isPending}>
          {m.dashboard_watch_it()}
        </Button>
      </div>
    </form>
  );
}
