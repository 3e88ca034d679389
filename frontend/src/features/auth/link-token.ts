/** The secret of a link in a mail. It stands behind the `#`, which is never sent, and leaves the address bar at once. */
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

const KEPT = 'healther.invitation';

/** Returns the token of this page's address; null: there was none. */
export function useLinkToken(): string | null {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const found = tokenIn(hash);
  const [token, setToken] = useState(found);
  if (found && found !== token) setToken(found);
  useEffect(() => {
    if (hash) void navigate({ to: '.', hash: '', search: true, replace: true, viewTransition: false });
  }, [hash, navigate]);
  return found ?? token;
}

/** Read `token=…` of a fragment, with or without its `#`. */
export function tokenIn(fragment: string): string | null {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('token') || null;
}

/** An invitation survives the way to GitHub and back, and a reload; in this tab only. */
export function keepInvitation(token: string | null): void {
  if (token) sessionStorage.setItem(KEPT, token);
  else sessionStorage.removeItem(KEPT);
}

export function keptInvitation(): string | null {
  return sessionStorage.getItem(KEPT);
}
