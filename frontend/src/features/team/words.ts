/** What people and refusals are called on these pages. */
import { ApiError } from '@/api/client';
import type { MemberOut } from '@/api/schema/types.gen';
import { explain } from '@/components/notices';
import type { Role } from '@/lib/roles';
import { m } from '@/messages/messages';

export const ROLE_WORDS: Record<Role, () => string> = { owner: m.role_owner, admin: m.role_admin, observer: m.role_observer };
export const ROLE_MEANINGS: Record<Role, () => string> = {
  owner: m.team_owner_may,
  admin: m.team_admin_may,
  observer: m.team_observer_may,
};

export function nameOf({ first_name, last_name, email }: Pick<MemberOut, 'first_name' | 'last_name' | 'email'>): string {
  return `${first_name} ${last_name}`.trim() || email || m.team_nameless();
}

const REFUSALS: Record<string, () => string> = {
  'last-owner': m.team_last_owner,
  'is-member': m.team_is_member,
  'is-invited': m.team_is_invited,
  'is-recipient': m.team_is_recipient,
  'unconfirmed-address': m.team_unconfirmed,
};

/** Why the API refused, in the reader's language where it is known. */
export function refusalWords(error: Error): string {
  return (error instanceof ApiError ? REFUSALS[error.kind]?.() : undefined) ?? explain(error);
}
