/** The end of every sign-in: take the session over, and go where one wanted to. */
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';

import type { SignedInOut } from '@/api/schema/types.gen';
import { startSession } from '@/app/session';

const START = '/overview';
const KEPT = 'healther.next';

/** Returns what to call with the answer to a sign-in. */
export function useArrive(next: string | undefined): (answer: SignedInOut) => void {
  const client = useQueryClient();
  const router = useRouter();
  return (answer) => {
    startSession(client, answer);
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

function takeNext(): string | null {
  const next = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  return next;
}
