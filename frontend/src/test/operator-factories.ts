/** Objects of the API about the installation, for tests. */
import type { MailOut, OperatorOut, ProbeOut } from '@/api/schema/types.gen';

export const AT = '2026-11-21T14:02:00.000Z';

export function aProbe(given: Partial<ProbeOut> = {}): ProbeOut {
  return { name: 'probe-1', started_at: AT, last_seen_at: AT, offline_since: null, ...given };
}

export function anInstallation(given: Partial<OperatorOut> = {}): OperatorOut {
  return {
    version: '1.0.0',
    schema_revision: '0022',
    engine: 'timescale',
    created_at: AT,
    registration: 'open',
    has_smtp: true,
    users: 2,
    workspaces: 1,
    monitors: 12,
    checks_overdue: 0,
    checks_overdue_s: 0,
    alerts_waiting: 0,
    alerts_waiting_s: 0,
    mails_waiting: 0,
    mails_waiting_s: 0,
    mails_dead: 0,
    addresses_suppressed: 0,
    queues: [{ name: 'healther:checks', depth: 0, age_s: null }],
    probes: [aProbe()],
    ...given,
  };
}

export function aMail(given: Partial<MailOut> = {}): MailOut {
  return {
    id: 1,
    state: 'sent',
    purpose: 'invite',
    address: 'cy@acme.example',
    subject: 'Ana invites you to Acme',
    created_at: AT,
    due_at: AT,
    attempts: 1,
    sent_at: AT,
    dead_at: null,
    error: null,
    ...given,
  };
}
