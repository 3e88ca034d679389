/** What stands in the form while somebody writes: texts as typed, `''` where the default is meant. */
import type { JsonRuleIn, MonitorIn, MonitorOut, PeriodIn } from '@/api/schema/types.gen';
import { defaultGraceS, defaultTiming, UNIT_S } from './timing';
import { DEFAULT_PERIOD } from '@/components/monitor-words';

export type Kind = MonitorIn['kind'];
export type Unit = PeriodIn['unit'];
export type Method = MonitorOut['method'];
export type DnsRecord = MonitorOut['dns_record'];

export const KINDS = ['http', 'tcp', 'icmp', 'dns', 'tls', 'heartbeat'] as const satisfies readonly Kind[];
export const UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks'] as const satisfies readonly Unit[];
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const satisfies readonly Method[];
export const RECORDS = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SOA'] as const satisfies readonly DnsRecord[];
export const COMPARISONS = [
  'equals',
  'not_equals',
  'less_than',
  'at_most',
  'greater_than',
  'at_least',
] as const satisfies readonly Exclude<keyof JsonRuleIn, 'path'>[];
export type Comparison = (typeof COMPARISONS)[number];

export const DEFAULT_RETENTION_DAYS = 90;
export const DEFAULT_CERTIFICATE_DAYS = 14;
export const DEFAULT_STATUS = '200-299';

/** `key` tells lines of a list apart; it is not sent. */
export interface Rule {
  key: string;
  path: string;
  comparison: Comparison;
  value: string;
}

export interface Pair {
  key: string;
  name: string;
  value: string;
}

export interface Draft {
  kind: Kind;
  target: string;
  name: string;
  periodValue: string;
  periodUnit: Unit;
  timeoutS: string;
  failures: string;
  recoveries: string;
  retryS: string;
  graceS: string;
  retentionDays: string;
  status: string;
  bodyContains: string;
  bodyNotContains: string;
  rules: Rule[];
  expectHeaders: Pair[];
  maxLatencyMs: string;
  degradedLatencyMs: string;
  answers: string[];
  certificateDays: string;
  method: Method;
  headers: Pair[];
  body: string;
  followRedirects: boolean;
  verifyTls: boolean;
  dnsRecord: DnsRecord;
  dnsResolver: string;
  tags: string[];
  group: string;
  /** null: those of the workspace. */
  recipients: string[] | null;
  isPublic: boolean;
  publicName: string;
}

/** The form of a new monitor, before anybody writes. */
export function emptyDraft(target = ''): Draft {
  return {
    kind: 'http',
    target,
    name: '',
    periodValue: String(DEFAULT_PERIOD.value),
    periodUnit: DEFAULT_PERIOD.unit,
    timeoutS: '',
    failures: '',
    recoveries: '',
    retryS: '',
    graceS: '',
    retentionDays: '',
    status: '',
    bodyContains: '',
    bodyNotContains: '',
    rules: [],
    expectHeaders: [],
    maxLatencyMs: '',
    degradedLatencyMs: '',
    answers: [],
    certificateDays: '',
    method: 'GET',
    headers: [],
    body: '',
    followRedirects: true,
    verifyTls: true,
    dnsRecord: 'A',
    dnsResolver: '',
    tags: [],
    group: '',
    recipients: null,
    isPublic: true,
    publicName: '',
  };
}

/** The form of a monitor that exists: what equals its default is left empty, so that it goes on following the period. */
export function fromMonitor(monitor: MonitorOut): Draft {
  const { expect } = monitor;
  return {
    ...emptyDraft(monitor.target),
    ...timingOf(monitor),
    kind: monitor.kind,
    name: monitor.name,
    retentionDays: unless(monitor.retention_days, DEFAULT_RETENTION_DAYS),
    status: unless(expect.status.join(', '), DEFAULT_STATUS),
    bodyContains: expect.body_contains ?? '',
    bodyNotContains: expect.body_not_contains ?? '',
    rules: expect.json.map(readRule),
    expectHeaders: readPairs(expect.header),
    maxLatencyMs: written(expect.max_latency_ms),
    degradedLatencyMs: written(expect.degraded_latency_ms),
    answers: expect.answers,
    certificateDays: unless(expect.certificate_days, DEFAULT_CERTIFICATE_DAYS),
    method: monitor.method,
    headers: readPairs(monitor.headers),
    body: monitor.body ?? '',
    followRedirects: monitor.follow_redirects,
    verifyTls: monitor.verify_tls,
    dnsRecord: monitor.dns_record,
    dnsResolver: monitor.dns_resolver ?? '',
    tags: monitor.tags,
    group: monitor.group ?? '',
    recipients: monitor.recipients,
    isPublic: monitor.is_public,
    publicName: monitor.public_name ?? '',
  };
}

/** The period in seconds; null while it is not a number. */
export function periodS(draft: Draft): number | null {
  const value = Number(draft.periodValue);
  return Number.isInteger(value) && value > 0 ? value * UNIT_S[draft.periodUnit] : null;
}

type Timing = Pick<Draft, 'periodValue' | 'periodUnit' | 'timeoutS' | 'failures' | 'recoveries' | 'retryS' | 'graceS'>;

function timingOf(monitor: MonitorOut): Timing {
  const seconds = monitor.period.value * UNIT_S[monitor.period.unit];
  const { failures, recoveries, retry_s: retryS } = monitor.confirm;
  const usual = defaultTiming(monitor.kind, seconds, { failures });
  const isUsualTimeout = monitor.timeout_s === usual.timeoutS;
  return {
    periodValue: String(monitor.period.value),
    periodUnit: monitor.period.unit,
    timeoutS: isUsualTimeout ? '' : String(monitor.timeout_s),
    failures: unless(failures, defaultTiming(monitor.kind, seconds, {}).failures),
    recoveries: unless(recoveries, usual.recoveries),
    retryS: isUsualTimeout && retryS === usual.retryS ? '' : String(retryS),
    graceS: monitor.kind === 'heartbeat' ? unless(monitor.grace_s, defaultGraceS(seconds)) : '',
  };
}

function readRule(rule: Record<string, unknown>, index: number): Rule {
  const comparison = COMPARISONS.find((word) => word in rule) ?? 'equals';
  return { key: `old-${index}`, path: String(rule.path ?? ''), comparison, value: showValue(rule[comparison]) };
}

/** Write a JSON value as it is typed into the form: a text that would be read as something else stands in quotes. */
export function showValue(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  return typeof readValue(value) === 'string' && !value.startsWith('"') ? value : JSON.stringify(value);
}

/** Read what was typed: `5`, `true`, `null`, `"5"` are what JSON says; all else is a text. */
export function readValue(text: string): string | number | boolean | null {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  } catch {
    return text;
  }
  return text;
}

function readPairs(pairs: Record<string, string>): Pair[] {
  return Object.entries(pairs).map(([name, value], index) => ({ key: `old-${index}`, name, value }));
}

function written(value: number | null): string {
  return value === null ? '' : String(value);
}

function unless(value: string | number, usual: string | number): string {
  return value === usual ? '' : String(value);
}
