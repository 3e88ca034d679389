/** Why an archive was not taken, in the reader's language. */
import { ApiError } from '@/api/client';
import { explain } from '@/components/notices';
import { m } from '@/messages/messages';

const REASONS: Record<string, () => string> = {
  'not-an-archive': m.archive_r_not,
  newer: m.archive_r_newer,
  damaged: m.archive_r_damaged,
  'too-large': m.archive_r_too_large,
  'no-space': m.archive_r_no_space,
  unavailable: m.archive_r_unavailable,
  'broken-off': m.archive_r_broken_off,
};
const REFUSALS: Record<number, () => string> = { 413: m.archive_r_too_large, 422: m.archive_r_not, 503: m.archive_r_crowded };

export function reasonWords(reason: string | null): string {
  return (REASONS[reason ?? ''] ?? m.archive_r_unexpected)();
}

/** Why the upload was refused. */
export function refusalWords(error: Error): string {
  if (!(error instanceof ApiError)) return explain(error);
  if (error.kind === 'busy') return m.archive_r_busy();
  return error.field('name') ?? REFUSALS[error.status]?.() ?? explain(error);
}
