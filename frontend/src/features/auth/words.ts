/** What refusals mean, in the person's language. Pure functions. */
import { ApiError } from '@/api/client';
import { explain } from '@/components/notices';
import { m } from '@/messages/messages';

const ARRIVALS: Record<string, () => string> = {
  'sign-in-refused': m.auth_problem_refused,
  'sign-in-unknown': m.auth_problem_unknown,
  'account-exists': m.auth_problem_exists,
  'linked-already': m.auth_problem_linked,
  'no-verified-address': m.auth_problem_address,
  '401': m.auth_problem_ended,
  '403': m.auth_problem_closed,
  '429': m.auth_problem_too_many,
  '503': m.auth_problem_away,
};

/** What `?problem=` of the way back from GitHub, or another provider, says. */
export function arrivalProblem(kind: string): string {
  return (ARRIVALS[kind] ?? m.auth_problem_other)();
}

export function loginWords(error: Error): string {
  if (!(error instanceof ApiError)) return m.auth_passkey_failed();
  if (error.status === 0) return m.auth_unreachable();
  return error.status === 401 ? m.auth_login_wrong() : explain(error);
}

/** Passkeys: what is not the API's refusal is the browser's. */
export function passkeyWords(error: Error): string {
  return error instanceof ApiError ? explain(error) : m.auth_passkey_failed();
}

export function registerWords(error: Error): string {
  if (!(error instanceof ApiError)) return explain(error);
  if (error.status === 0) return m.auth_unreachable();
  if (error.status === 403) return m.auth_problem_closed();
  return error.status === 409 ? m.auth_register_taken() : explain(error);
}

export function factorWords(error: Error): string {
  if (!(error instanceof ApiError)) return m.auth_passkey_failed();
  return error.kind === 'second-factor-wrong' ? m.auth_factor_wrong() : explain(error);
}
