/** How the installation does, in sentences. Pure functions of what the API says and of the time. */
import type { OperatorOut, ProbeOut } from '@/api/schema/types.gen';
import { duration } from '@/lib/format';
import { m } from '@/messages/messages';

/** `trouble` needs somebody, `note` is good to know. */
export type Tone = 'fine' | 'note' | 'trouble';

export interface Sentence {
  id: string;
  tone: Tone;
  text: string;
  /** Leads to the mails that were given up. */
  showsDead?: boolean;
}

export type ProbeState = 'reports' | 'silent' | 'offline';

const LATE_S = 60;
const MAIL_LATE_S = 300;
const SILENT_MS = 60_000;

/** A probe that was silent for a minute is gone. `now` in milliseconds since 1970. */
export function probeState(probe: ProbeOut, now: number): ProbeState {
  if (now - new Date(probe.last_seen_at).getTime() > SILENT_MS) return 'silent';
  return probe.offline_since ? 'offline' : 'reports';
}

/** All there is to say; what needs somebody first. */
export function healthOf(found: OperatorOut, now: number): Sentence[] {
  const all = [...probes(found, now), ...work(found), ...mails(found)];
  const order: Tone[] = ['trouble', 'note', 'fine'];
  return all.toSorted((one, other) => order.indexOf(one.tone) - order.indexOf(other.tone));
}

function probes({ probes: all, queues }: OperatorOut, now: number): Sentence[] {
  const states = all.map((probe) => probeState(probe, now));
  const count = (state: ProbeState) => states.filter((each) => each === state).length;
  const [reports, silent, offline] = [count('reports'), count('silent'), count('offline')];
  return [
    ...(queues.some((queue) => queue.depth === null) ? [sentence('redis', 'trouble', m.operator_redis_away())] : []),
    reports > 0
      ? sentence('probes', 'fine', m.operator_probes_fine({ count: reports }))
      : sentence('probes', 'trouble', m.operator_probes_none()),
    ...(offline > 0 ? [sentence('offline', 'trouble', m.operator_probes_offline({ count: offline }))] : []),
    // Workers that were stopped stay in the list for a while: that alone is no trouble.
    ...(silent > 0 ? [sentence('silent', 'note', m.operator_probes_silent({ count: silent }))] : []),
  ];
}

function work(found: OperatorOut): Sentence[] {
  const checks = { count: found.checks_overdue, age: duration(found.checks_overdue_s) };
  const alerts = { count: found.alerts_waiting, age: duration(found.alerts_waiting_s) };
  return [
    found.checks_overdue_s > LATE_S
      ? sentence('checks', 'trouble', m.operator_checks_late(checks))
      : sentence('checks', 'fine', m.operator_checks_fine()),
    found.alerts_waiting_s > LATE_S
      ? sentence('alerts', 'trouble', m.operator_alerts_late(alerts))
      : sentence('alerts', 'fine', m.operator_alerts_fine()),
  ];
}

function mails(found: OperatorOut): Sentence[] {
  const late = { count: found.mails_waiting, age: duration(found.mails_waiting_s) };
  const sent = found.has_smtp ? [sentence('mails', 'fine', m.operator_mails_fine())] : [sentence('smtp', 'note', m.operator_no_smtp())];
  return [
    ...(found.mails_waiting_s > MAIL_LATE_S ? [sentence('mails', 'trouble', m.operator_mails_late(late))] : sent),
    ...(found.mails_dead ? [{ ...sentence('dead', 'note', m.operator_mails_dead({ count: found.mails_dead })), showsDead: true }] : []),
    ...(found.addresses_suppressed
      ? [sentence('suppressed', 'note', m.operator_suppressed({ count: found.addresses_suppressed }))]
      : []),
  ];
}

function sentence(id: string, tone: Tone, text: string): Sentence {
  return { id, tone, text };
}
