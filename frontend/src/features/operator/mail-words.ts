import type { MailOut } from '@/api/schema/types.gen';
import { m } from '@/messages/messages';

const PURPOSES: Record<string, () => string> = {
  confirm: m.operator_purpose_confirm,
  reset: m.operator_purpose_reset,
  change_email: m.operator_purpose_change_email,
  notice: m.operator_purpose_notice,
  invite: m.operator_purpose_invite,
  recipient: m.operator_purpose_recipient,
  alert: m.operator_purpose_alert,
};

/** What a mail is for; a purpose that is newer than this page reads as it is called. */
export function purposeOf(mail: MailOut): string {
  return PURPOSES[mail.purpose]?.() ?? mail.purpose;
}

/** What became of a mail. Without a mail server, "sent" is kept as a file. */
export function stateOf(mail: MailOut, hasSmtp: boolean): string {
  if (mail.state === 'waiting') return m.operator_state_waiting();
  if (mail.state === 'dead') return m.operator_state_dead();
  return hasSmtp ? m.operator_state_sent() : m.operator_state_kept();
}
