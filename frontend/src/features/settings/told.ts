import type { RecipientOut } from '@/api/schema/types.gen';

export type Told = 'yes' | 'named' | 'asked' | 'refused' | 'no';

/** How a workspace tells an address. */
export function toldOf(recipients: readonly RecipientOut[], email: string): Told {
  const mine = recipients.filter((recipient) => recipient.email === email);
  if (mine.some((recipient) => recipient.suppressed_at)) return 'refused';
  if (mine.some((recipient) => recipient.confirmed_at && !recipient.is_named_only)) return 'yes';
  if (mine.some((recipient) => !recipient.confirmed_at)) return 'asked';
  return mine.length ? 'named' : 'no';
}
