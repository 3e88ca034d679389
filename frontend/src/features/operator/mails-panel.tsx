import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { mailsQuery } from './api';
import { MailDialog } from './mail-dialog';
import { MailRow } from './mail-row';
import type { MailState } from './search';
import { Button } from '@/components/button';
import { Problem } from '@/components/notices';
import { Segmented } from '@/components/segmented';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/operator');

/** Mails, newest first; the state and the open one are in the address. */
export function MailsPanel({ hasSmtp }: { hasSmtp: boolean }) {
  const { state, mail } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(mailsQuery(state));
  const mails = data?.pages.flatMap((page) => page.items);
  const go = (search: { state?: MailState | undefined; mail?: number | undefined }) =>
    void navigate({ search: { ...(search.state && { state: search.state }), ...(search.mail && { mail: search.mail }) }, replace: true, resetScroll: false, viewTransition: false });
  const options = [
    { value: 'all', label: m.operator_mails_all() },
    { value: 'waiting', label: m.operator_state_waiting() },
    { value: 'sent', label: hasSmtp ? m.operator_state_sent() : m.operator_state_kept() },
    { value: 'dead', label: m.operator_state_dead() },
  ] as const;
  return (
    <section aria-labelledby="mails" className="card mt-5 min-w-0 overflow-hidden">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-b border-line px-5 py-4">
        <div className="grid gap-0.5">
          <h2 id="mails" className="text-14 font-heading">
            {m.operator_mails()}
          </h2>
          <p className="text-13 text-ink-2">{hasSmtp ? m.operator_mails_hidden() : m.operator_mails_kept()}</p>
        </div>
        <Segmented
          label={m.operator_mails_filter()}
          value={state ?? 'all'}
          options={options}
          onChange={(next) => go({ state: next === 'all' ? undefined : next })}
        />
      </header>
      {error && !mails && <Problem error={error} onRetry={() => void refetch()} />}
      {!mails && !error && <div className="h-60" aria-busy aria-label={m.loading()} />}
      {mails?.length === 0 && (
        <p className="px-5 py-6 text-14 text-ink-2">{state ? m.operator_mails_none_state() : m.operator_mails_none()}</p>
      )}
      {mails && mails.length > 0 && (
        <ul className="divide-y divide-line">
          {mails.map((item) => (
            <MailRow key={item.id} mail={item} hasSmtp={hasSmtp} onOpen={() => go({ state, mail: item.id })} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button look="quiet" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {m.show_more()}
          </Button>
        </div>
      )}
      {mail !== undefined && <MailDialog id={mail} onClose={() => go({ state })} />}
    </section>
  );
}
