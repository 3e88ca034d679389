/** What a monitor does, in words: its kind, how often it checks, what counts as healthy, who is told. */
import type { MonitorOut, PeriodIn, PeriodOut } from '@/api/schema/types.gen';
import { count, duration, latency } from '@/lib/format';
import { getLocale } from '@/messages/runtime';
import { m } from '@/messages/messages';

export type Kind = MonitorOut['kind'];

const KINDS: Record<Kind, () => string> = {
  http: () => 'HTTP',
  tcp: () => 'TCP',
  icmp: () => 'Ping',
  dns: () => 'DNS',
  tls: () => 'TLS',
  heartbeat: () => m.workspace_kind_heartbeat(),
};

const EVERY: Record<PeriodOut['unit'], (given: { count: number }) => string> = {
  seconds: m.workspace_every_seconds,
  minutes: m.workspace_every_minutes,
  hours: m.workspace_every_hours,
  days: m.workspace_every_days,
  weeks: m.workspace_every_weeks,
};

/** How often a monitor is checked of which nobody says it: the API's default (api/monitor_wishes.py), everywhere. */
export const DEFAULT_PERIOD: PeriodIn = { value: 15, unit: 'minutes' };
/** What is offered where one does not want to think about it. */
export const QUICK_PERIODS: readonly PeriodIn[] = [
  { value: 30, unit: 'seconds' },
  { value: 1, unit: 'minutes' },
  { value: 5, unit: 'minutes' },
  DEFAULT_PERIOD,
  { value: 1, unit: 'hours' },
];

export const UNIT_S: Record<PeriodOut['unit'], number> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400, weeks: 604_800 };

export function kindWord(kind: Kind): string {
  return KINDS[kind]();
}

const everies = new Map<string, string>();

/** `every 5 minutes`. Kept: choosing a plural is slow, lists ask for the same few hundreds of times. */
export function everyPeriod({ value, unit }: PeriodOut): string {
  const key = `${value} ${unit} ${getLocale()}`;
  let every = everies.get(key);
  if (every === undefined) {
    every = EVERY[unit]({ count: value });
    everies.set(key, every);
  }
  return every;
}

export function periodSeconds({ value, unit }: PeriodOut): number {
  return value * UNIT_S[unit];
}

/** Sentences that can be read aloud: what is checked, what is healthy, how long results are kept, who is told. */
export function settingsInWords(monitor: MonitorOut): string[] {
  return [checks(monitor), healthy(monitor), kept(monitor), told(monitor)].filter((sentence) => sentence !== null);
}

function checks({ kind, target, period, grace_s }: MonitorOut): string {
  const every = everyPeriod(period);
  if (kind === 'heartbeat') return m.workspace_words_heartbeat({ every, grace: duration(grace_s) });
  return m.workspace_words_checks({ kind: kindWord(kind), target, every });
}

function healthy({ kind, expect }: MonitorOut): string | null {
  if (kind === 'heartbeat') return null;
  const wishes = [
    kind === 'http' && expect.status.length > 0 && m.workspace_words_status({ status: list(expect.status) }),
    expect.body_contains && m.workspace_words_contains({ text: expect.body_contains }),
    expect.body_not_contains && m.workspace_words_lacks({ text: expect.body_not_contains }),
    expect.json.length > 0 && m.workspace_words_json({ count: expect.json.length }),
    expect.answers.length > 0 && m.workspace_words_answers({ answers: list(expect.answers) }),
    expect.max_latency_ms && m.workspace_words_max({ time: latency(expect.max_latency_ms) }),
    kind === 'tls' && m.workspace_words_certificate({ count: expect.certificate_days }),
  ].filter((wish) => typeof wish === 'string' && wish !== '');
  const rule = wishes.length ? m.workspace_words_healthy({ rules: list(wishes.map(String)) }) : m.workspace_words_answered();
  const slow = expect.degraded_latency_ms && m.workspace_words_degraded({ time: latency(expect.degraded_latency_ms) });
  return slow ? `${rule} ${slow}` : rule;
}

function kept({ retention_days, confirm }: MonitorOut): string {
  const down = confirm.failures > 1 ? `${m.workspace_words_confirm({ count: confirm.failures })} ` : '';
  return `${down}${m.workspace_words_kept({ count: retention_days, days: count(retention_days) })}`;
}

function told({ recipients }: MonitorOut): string {
  if (recipients === null) return m.workspace_words_told_all();
  return recipients.length ? m.workspace_words_told({ who: list(recipients) }) : m.workspace_words_told_none();
}

function list(items: readonly string[]): string {
  return new Intl.ListFormat(getLocale()).format(items);
}
