/** A page whose code is loaded when it is first looked at, or pointed at. */
import { lazyRouteComponent } from '@tanstack/react-router';

import { ApiError } from '@/api/client';

/**
 * The router reloads the whole page when code is missing, which is right when a newer version has replaced it. When
 * nobody answers, reloading would lose what is on the screen: then it is a problem with a way to try again.
 */
export function lazyPage<Module extends Record<string, unknown>, Name extends keyof Module & string>(load: () => Promise<Module>, name: Name) {
  return lazyRouteComponent(() => load().catch(explainAbsence), name);
}

async function explainAbsence(error: unknown): Promise<never> {
  throw (await isAnswering()) ? error : new ApiError(0, 'unreachable', 'Healther cannot be reached.', null);
}

async function isAnswering(): Promise<boolean> {
  try {
    return (await fetch('/healthz', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
