import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Laptop, Smartphone, SquareTerminal } from 'lucide-react';

import { endSession, sessionsQuery } from './api';
import type { SessionOut } from '@/api/schema/types.gen';
import { endSession as signOut } from '@/app/session';
import { Button } from '@/components/button';
import { explain } from '@/components/notices';
import { Ago } from '@/components/time';
import { useToast } from '@/components/toasts';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';

/** One sign-in; ending the one of this browser is signing out. */
export function SessionRow({ session }: { session: SessionOut }) {
  const { device } = session;
  const client = useQueryClient();
  const say = useToast();
  const end = useMutation({
    mutationFn: () => (session.is_current ? signOut() : endSession(session.id)),
    onMutate: async () => {
      if (session.is_current) return undefined;
      await client.cancelQueries({ queryKey: sessionsQuery.queryKey });
      const before = client.getQueryData(sessionsQuery.queryKey);
      client.setQueryData(
        sessionsQuery.queryKey,
        (page) => page && { ...page, items: page.items.filter((each) => each.id !== session.id) },
      );
      return before;
    },
    onSuccess: () => say({ text: m.settings_session_ended({ device }) }),
    onError: (error, _, before) => {
      if (before) client.setQueryData(sessionsQuery.queryKey, before);
      say({ text: explain(error), tone: 'problem' });
    },
  });
  const Icon = /iPhone|iPad|Android/.test(device) ? Smartphone : /curl|Python/.test(device) ? SquareTerminal : Laptop;
  return (
    <li className="flex items-center gap-4 px-5 py-4">
      <Icon size={20} aria-hidden className="shrink-0 text-ink-3" />
      <div className="grid min-w-0 flex-1 gap-0.5">
        <span className="flex flex-wrap items-center gap-x-2 text-14 font-label">
          <span title={session.user_agent}>{device}</span>
          {session.is_current && (
            <span className="rounded-chip bg-up-soft px-1.5 py-0.5 text-12 text-up-strong">{m.settings_session_this()}</span>
          )}
        </span>
        <span className="text-13 text-ink-3">
          {session.address && `${session.address} · `}
          {m.settings_session_last()} <Ago at={session.last_used_at} />
          {' · '}
          {m.settings_session_since({ date: longDate(session.created_at) })}
        </span>
      </div>
      <Button
        look="quiet"
        aria-label={session.is_current ? undefined : m.settings_session_end_of({ device })}
        isBusy={end.isPending}
        onClick={() => end.mutate()}
      >
        {session.is_current ? m.settings_sign_out() : m.settings_session_end()}
      </Button>
    </li>
  );
}
