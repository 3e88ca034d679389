import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { keysQuery, revokeKey } from './api';
import type { ApiKeyOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { FormProblem } from '@/components/notices';
import { Ago, useNow } from '@/components/time';
import { useToast } from '@/components/toasts';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';

export function KeyRow({ item, workspace }: { item: ApiKeyOut; workspace: string | undefined }) {
  const { name } = item;
  const [isAsking, setAsking] = useState(false);
  const now = useNow();
  const client = useQueryClient();
  const say = useToast();
  const revoke = useMutation({
    mutationFn: () => revokeKey(item.id),
    onSuccess: () => {
      setAsking(false);
      say({ text: m.settings_key_revoked({ name }) });
      return client.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-4">
      <div className="grid min-w-0 flex-1 basis-60 gap-0.5">
        <span className="flex flex-wrap items-baseline gap-x-2 text-14 font-label">
          {name}
          <code className="font-mono text-12 font-normal text-ink-3">{item.prefix}…</code>
        </span>
        <span className="text-13 text-ink-3">
          {[workspace, item.scope === 'write' ? m.settings_key_scope_write() : m.settings_key_scope_read(), endOf(item, now)].filter(Boolean).join(' · ')}
          {' · '}
          {item.last_used_at ? <>{m.settings_used_at()} <Ago at={item.last_used_at} /></> : m.settings_used_never()}
        </span>
      </div>
      <Button look="quiet" aria-label={m.settings_key_revoke_of({ name })} onClick={() => setAsking(true)}>
        {m.settings_key_revoke()}
      </Button>
      <ConfirmDialog
        title={m.settings_key_revoke_title({ name })}
        action={m.settings_key_revoke()}
        isOpen={isAsking}
        isBusy={revoke.isPending}
        onConfirm={() => revoke.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>{m.settings_key_revoke_text()}</p>
        <FormProblem error={revoke.error} />
      </ConfirmDialog>
    </li>
  );
}

function endOf(key: ApiKeyOut, now: number): string {
  if (!key.expires_at) return m.settings_key_ends_never();
  const date = longDate(key.expires_at);
  return new Date(key.expires_at).getTime() > now ? m.settings_key_ends({ date }) : m.settings_key_ended({ date });
}
