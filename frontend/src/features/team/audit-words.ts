/** Entries of the audit log in words: pure functions. */
import type { EntryOut } from '@/api/schema/types.gen';
import { m } from '@/messages/messages';

const WORDS: Record<string, (given: { name: string }) => string> = {
  'api_key.created': m.team_did_api_key_created,
  'api_key.revoked': m.team_did_api_key_revoked,
  'invite.sent': m.team_did_invite_sent,
  'invite.resent': m.team_did_invite_resent,
  'invite.revoked': m.team_did_invite_revoked,
  'member.joined': m.team_did_member_joined,
  'member.left': m.team_did_member_left,
  'member.removed': m.team_did_member_removed,
  'member.role_changed': m.team_did_member_role_changed,
  'monitor.created': m.team_did_monitor_created,
  'monitor.changed': m.team_did_monitor_changed,
  'monitor.deleted': m.team_did_monitor_deleted,
  'monitor.paused': m.team_did_monitor_paused,
  'monitor.resumed': m.team_did_monitor_resumed,
  'recipient.added': m.team_did_recipient_added,
  'recipient.removed': m.team_did_recipient_removed,
  'recipient.left': m.team_did_recipient_left,
  'recipient.tried_again': m.team_did_recipient_tried_again,
  'status_page.changed': m.team_did_status_page_changed,
  'workspace.created': m.team_did_workspace_created,
  'workspace.changed': m.team_did_workspace_changed,
  'workspace.deleted': m.team_did_workspace_deleted,
  'workspace.restored': m.team_did_workspace_restored,
  'workspace.transferred': m.team_did_workspace_transferred,
  'workspace.imported': m.team_did_workspace_imported,
  'archive.ordered': m.team_did_archive_ordered,
  'exclusion.agreed': m.team_did_exclusion_agreed,
  'exclusion.revoked': m.team_did_exclusion_revoked,
  'maintenance.planned': m.team_did_maintenance_planned,
  'maintenance.changed': m.team_did_maintenance_changed,
  'maintenance.cancelled': m.team_did_maintenance_cancelled,
  'objective.set': m.team_did_objective_set,
  'objective.changed': m.team_did_objective_changed,
  'objective.removed': m.team_did_objective_removed,
  'policy.written': m.team_did_policy_written,
  'recipient.agreed': m.team_did_recipient_agreed,
  'report.scheduled': m.team_did_report_scheduled,
  'report.unscheduled': m.team_did_report_unscheduled,
};

/** What was done, to what: `changed the monitor Checkout`. An action that is not known here is shown as it is. */
export function deedWords({ action, object_name }: Pick<EntryOut, 'action' | 'object_name'>): string {
  const name = object_name ?? '';
  return WORDS[action]?.({ name }) ?? `${action} ${name}`.trim();
}

export interface FieldChange {
  field: string;
  old: string;
  next: string;
}

/** The fields that changed, each with what it was and is. */
export function buildChanges(changes: EntryOut['changes']): FieldChange[] {
  return Object.entries(changes).flatMap(([field, change]) => {
    if (typeof change !== 'object' || change === null || !('old' in change) || !('new' in change)) return [];
    return [{ field: field.replaceAll('_', ' '), old: show(change.old), next: show(change.new) }];
  });
}

function show(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.length ? value.join(', ') : '–';
  return JSON.stringify(value);
}
