/** Which role may do what: as api/roles.py decides; here it only hides what would be refused. */
export type Role = 'owner' | 'admin' | 'observer';

const RANK: Record<Role, number> = { observer: 1, admin: 2, owner: 3 };

/** Monitors, recipients, the workspace itself, the audit log. */
export function mayEdit(role: Role): boolean {
  return RANK[role] >= RANK.admin;
}

/** People and invitations, handing over, deleting. */
export function mayManage(role: Role): boolean {
  return RANK[role] >= RANK.owner;
}
