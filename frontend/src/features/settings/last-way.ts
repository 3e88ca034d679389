import { ApiError } from '@/api/client';
import { explain } from '@/components/notices';
import { m } from '@/messages/messages';

/** Why a way into the account cannot go. */
export function lastWayWords(error: Error): string {
  return error instanceof ApiError && error.kind === 'last-way-in' ? m.settings_last_way_in() : explain(error);
}
