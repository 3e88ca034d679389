import { useQuery } from '@tanstack/react-query';

import { mailQuery } from './api';
import { MailText } from './mail-text';
import { purposeOf } from './mail-words';
import { Dialog } from '@/components/dialog';
import { Problem } from '@/components/notices';
import { Time } from '@/components/time';
import { m } from '@/messages/messages';

/** A mail with its text: while there is no mail server, this is how it reaches anybody. */
export function MailDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const { data, error, refetch } = useQuery(mailQuery(id));
  return (
    <Dialog title={data ? (data.subject ?? purposeOf(data)) : m.operator_mail_dialog()} isOpen onClose={onClose} kind="sheet">
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="skeleton h-40" aria-busy aria-label={m.loading()} />}
      {data && (
        <>
          <p className="text-13 text-ink-2">
            {data.address}
            {' · '}
            <Time at={data.sent_at ?? data.dead_at ?? data.created_at} />
            {data.attempts > 1 && ` · ${m.operator_mail_attempts({ count: data.attempts })}`}
          </p>
          {data.error && <p className="rounded-control bg-down-soft px-3 py-2 text-14 text-down-strong">{data.error}</p>}
          {data.text ? <MailText text={data.text} /> : <p className="text-14 text-ink-3">{m.operator_mail_no_text()}</p>}
        </>
      )}
    </Dialog>
  );
}
