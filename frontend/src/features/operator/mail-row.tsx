import { ChevronRight } from 'lucide-react';

import { purposeOf, stateOf } from './mail-words';
import type { MailOut } from '@/api/schema/types.gen';
import { Ago } from '@/components/time';
import { m } from '@/messages/messages';

/** One mail: the whole row opens it. */
export function MailRow({ mail, hasSmtp, onOpen }: { mail: MailOut; hasSmtp: boolean; onOpen: () => void }) {
  const subject = mail.subject ?? purposeOf(mail);
  return (
    <li className="relative grid gap-x-6 gap-y-0.5 px-5 py-3 text-14 hover:bg-raised md:grid-cols-[minmax(0,1fr)_minmax(0,16rem)_7rem_8rem_1rem] md:items-center">
      <button
        type="button"
        onClick={onOpen}
        aria-label={m.operator_mail_open({ subject })}
        className="min-w-0 truncate text-left font-label after:absolute after:inset-0"
      >
        {subject}
      </button>
      <span className="truncate text-ink-2">{mail.address}</span>
      <span className={mail.state === 'dead' ? 'font-label text-down-strong' : 'text-ink-2'}>{stateOf(mail, hasSmtp)}</span>
      <span className="text-13 text-ink-3 md:text-right">
        <Ago at={mail.sent_at ?? mail.dead_at ?? mail.created_at} />
      </span>
      <ChevronRight size={16} aria-hidden className="text-ink-3 max-md:hidden" />
      {mail.error && <span className="text-13 text-down-strong md:col-span-full">{mail.error}</span>}
    </li>
  );
}
