import type { BulkChangeIn, PeriodIn } from '@/api/schema/types.gen';

/** What the form for several monitors holds; empty means: as it is. */
export interface BulkDraft {
  value: string;
  unit: PeriodIn['unit'];
  days: string;
  add: string;
  remove: string;
  group: string;
  isUngrouped: boolean;
  isLossAccepted: boolean;
}

export const NOTHING: BulkDraft = { value: '', unit: 'minutes', days: '', add: '', remove: '', group: '', isUngrouped: false, isLossAccepted: false };

/** What is to be changed, without what stays as it is. Null: nothing is. */
export function bulkChange(draft: BulkDraft): BulkChangeIn | null {
  const change: BulkChangeIn = {};
  if (draft.value) change.period = { value: Number(draft.value), unit: draft.unit };
  if (draft.days) change.retention_days = Number(draft.days);
  const [add, remove] = [tags(draft.add), tags(draft.remove)];
  if (add.length) change.tags_add = add;
  if (remove.length) change.tags_remove = remove;
  if (draft.isUngrouped) change.group = null;
  else if (draft.group.trim()) change.group = draft.group.trim();
  if (Object.keys(change).length === 0) return null;
  return draft.isLossAccepted ? { ...change, confirm_loss: true } : change;
}

function tags(text: string): string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
}
