/** Who is signed in. Server data stays in the query cache; this only knows whether there is a session. */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';

import { meQuery } from '@/api/account';
import { api, refresh, setToken } from '@/api/client';
import type { LogoutData, SignedInOut, UserOut } from '@/api/schema/types.gen';
import { applyTheme } from '@/app/theme';
import { setTimeZone } from '@/lib/format';
import { getLocale, setLocale, isLocale } from '@/messages/runtime';

/** Take over a fresh sign-in: token, person, theme, zone, language. */
export function startSession(client: QueryClient, answer: SignedInOut): void {
  setToken(answer.access_token);
  client.clear();
  client.setQueryData(meQuery.queryKey, answer.user);
  adopt(answer.user);
}

/** Use the account's theme, time zone and language. A change of language loads the page anew. */
export function adopt(user: UserOut): void {
  applyTheme(user.theme);
  setTimeZone(user.time_zone);
  document.cookie = 'signed_in=1; path=/; max-age=31536000; samesite=lax';
  // Loaded anew once: a page that came in another language all the same (from a cache) is better than one that never stops.
  const isAsked = document.cookie.includes(`language=${user.language}`);
  if (user.language && isLocale(user.language) && user.language !== getLocale() && !isAsked) void setLocale(user.language);
}

/** Sign in with the refresh cookie, if there is one. Returns the person, or null. */
export async function resumeSession(client: QueryClient): Promise<UserOut | null> {
  const known = client.getQueryData(meQuery.queryKey);
  if (known) return known;
  if (!(await refresh())) return null;
  const user = await client.ensureQueryData(meQuery);
  adopt(user);
  return user;
}

/** Sign out here. The page is loaded anew, so that nothing of the person stays in memory. */
export async function endSession(): Promise<void> {
  await api<LogoutData, void>('POST', '/api/v1/auth/logout', {});
  leave('/login');
}

export function leave(to: string): void {
  document.cookie = 'signed_in=; path=/; max-age=0; samesite=lax';
  setToken(null);
  location.assign(to);
}

/** The person who is signed in. Only below the application's layout, which does not render without one. */
export function useMe(): UserOut {
  const { data } = useQuery({ ...meQuery, staleTime: Infinity });
  const client = useQueryClient();
  const user = data ?? client.getQueryData(meQuery.queryKey);
  if (!user) throw new Error('nobody is signed in');
  return user;
}
