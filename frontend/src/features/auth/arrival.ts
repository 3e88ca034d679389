/** The end of every sign-in: take the session over, and go where one wanted to. */
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';

import type { SignedInOut } from '@/api/schema/types.gen';
import { leave, startSession } from '@/app/session';

const START = '/overview';
const KEPT = 'healther.next';
const NEW_PASSWORD = 'healther.new-password';

/** Returns what to call with the answer to a sign-in. */
export function useArrive(next: string | undefined): (answer: SignedInOut) => void {
  const client = useQueryClient();
  const router = useRouter();
  return (answer) => {
    startSession(client, answer);
    sessionStorage.removeItem(NEW_PASSWORD);
    router.history.replace(next ?? takeNext() ?? START);
  };
}

/** The address that begins a sign-in elsewhere. Where to go then is kept here as well, for a second factor on the way. */
export function departure(provider: 'github' | 'oidc', next: string | undefined): string {
  return `/api/v1/auth/${provider}?${new URLSearchParams({ next: next ?? START })}`;
}

export function keepNext(next: string | undefined): void {
  sessionStorage.setItem(KEPT, next ?? START);
}

/** Go to sign in with the password that was just set. The page is loaded anew: whatever session this tab had is over. */
export function leaveWithNewPassword(email: string): void {
  sessionStorage.setItem(NEW_PASSWORD, email);
  leave('/login');
}

/** Whose password was set in this tab and not yet used; in the tab and not in the address, which servers write down. */
export function emailOfNewPassword(): string | null {
  return sessionStorage.getItem(NEW_PASSWORD);
}

function takeNext(): string | null {
  const next = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  return next;
}
