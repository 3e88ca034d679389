/** From what stands in the form to what is sent: all of it for a new monitor, the difference for one that exists. */
import type { ExpectIn, JsonRuleIn, MonitorChangeIn, MonitorIn, MonitorOut, UnsavedMonitorIn } from '@/api/schema/types.gen';
import {
  DEFAULT_STATUS,
  fromMonitor,
  readValue,
  type Draft,
  type Kind,
  type Pair,
  type Rule,
} from './draft';
import { suggestName, tidyTarget } from './target';

type Settings = Required<Omit<MonitorChangeIn, 'confirm_loss' | 'expect' | 'confirm'>> & {
  expect: Required<ExpectIn>;
  confirm: { failures: number | null; recoveries: number | null; retry_s: number | null };
};

/** Which parts of the form mean something for which kinds; all others mean something for every kind. */
const ONLY: Partial<Record<keyof Settings | keyof ExpectIn, readonly Kind[]>> = {
  method: ['http'],
  headers: ['http'],
  body: ['http'],
  follow_redirects: ['http'],
  verify_tls: ['http', 'tls'],
  dns_record: ['dns'],
  dns_resolver: ['dns'],
  grace_s: ['heartbeat'],
  status: ['http'],
  body_contains: ['http'],
  body_not_contains: ['http'],
  json: ['http'],
  header: ['http'],
  max_latency_ms: ['http', 'tcp', 'icmp', 'dns', 'tls'],
  degraded_latency_ms: ['http', 'tcp', 'icmp', 'dns', 'tls'],
  answers: ['dns'],
  certificate_days: ['http', 'tls'],
};

export function isFor(kind: Kind, part: keyof Settings | keyof ExpectIn): boolean {
  return ONLY[part]?.includes(kind) ?? true;
}

/** The body of a new monitor: what has its default is left out. */
export function toBody(draft: Draft): MonitorIn {
  const { expect, confirm, ...rest } = settings(draft);
  const body: MonitorIn = { kind: draft.kind, name: '', ...given(rest) };
  const expected = given(expect);
  const confirmed = given(confirm);
  if (Object.keys(expected).length) body.expect = expected;
  if (Object.keys(confirmed).length) body.confirm = confirmed;
  return body;
}

/** What is tried before it is saved: only what a probe sees. */
export function toTrial(draft: Draft): UnsavedMonitorIn {
  const { name: _name, target = '', tags: _tags, group: _group, recipients: _recipients, ...rest } = toBody(draft);
  const { is_public: _public, public_name: _publicName, retention_days: _retention, ...seen } = rest;
  return { ...seen, target };
}

/** What is different from the monitor as it was read; null takes a value back to its default. Empty: nothing is. */
export function toChanges(before: MonitorOut, draft: Draft): MonitorChangeIn {
  return difference(settings(fromMonitor(before)), settings(draft));
}

function difference(old: Settings, now: Settings): MonitorChangeIn {
  const { expect, confirm, ...rest } = now;
  const changes: MonitorChangeIn = changed(old, rest);
  const expected = changed(old.expect, expect);
  const confirmed = changed(old.confirm, confirm);
  if (Object.keys(expected).length) changes.expect = expected;
  if (Object.keys(confirmed).length) changes.confirm = confirmed;
  return changes;
}

/** The names of what differs, as the API calls it (`expect.status`). */
export function changedFields(changes: MonitorChangeIn): string[] {
  const { expect, confirm, confirm_loss: _loss, ...rest } = changes;
  return [...Object.keys(rest), ...nested('expect', expect), ...nested('confirm', confirm)];
}

function nested(name: string, group: object | null | undefined): string[] {
  return Object.keys(group ?? {}).map((key) => `${name}.${key}`);
}

/** Every setting of the form with null for a default; what means nothing for the kind is null too. */
function settings(draft: Draft): Settings {
  const keep = <Value>(part: keyof Settings | keyof ExpectIn, value: Value): Value | null => (isFor(draft.kind, part) ? value : null);
  const target = tidyTarget(draft.kind, draft.target);
  return {
    target: draft.kind === 'heartbeat' ? null : target,
    name: draft.name.trim() || suggestName(draft.kind, target),
    period: { value: Number(draft.periodValue), unit: draft.periodUnit },
    retention_days: number(draft.retentionDays),
    timeout_s: number(draft.timeoutS),
    confirm: { failures: number(draft.failures), recoveries: number(draft.recoveries), retry_s: number(draft.retryS) },
    expect: expectation(draft, keep),
    method: keep('method', draft.method === 'GET' ? null : draft.method),
    headers: keep('headers', pairs(draft.headers)),
    body: keep('body', draft.body || null),
    follow_redirects: keep('follow_redirects', draft.followRedirects ? null : false),
    verify_tls: keep('verify_tls', draft.verifyTls ? null : false),
    dns_record: keep('dns_record', draft.dnsRecord === 'A' ? null : draft.dnsRecord),
    dns_resolver: keep('dns_resolver', draft.dnsResolver.trim() || null),
    grace_s: keep('grace_s', number(draft.graceS)),
    tags: draft.tags.length ? draft.tags : null,
    group: draft.group.trim() || null,
    recipients: draft.recipients,
    is_public: draft.isPublic ? null : false,
    public_name: draft.publicName.trim() || null,
  };
}

type Keep = <Value>(part: keyof ExpectIn, value: Value) => Value | null;

function expectation(draft: Draft, keep: Keep): Required<ExpectIn> {
  return {
    status: keep('status', statuses(draft.status)),
    body_contains: keep('body_contains', draft.bodyContains || null),
    body_not_contains: keep('body_not_contains', draft.bodyNotContains || null),
    json: keep('json', rules(draft.rules)),
    header: keep('header', pairs(draft.expectHeaders)),
    max_latency_ms: keep('max_latency_ms', number(draft.maxLatencyMs)),
    degraded_latency_ms: keep('degraded_latency_ms', number(draft.degradedLatencyMs)),
    answers: keep('answers', draft.answers.length ? draft.answers : null),
    certificate_days: keep('certificate_days', number(draft.certificateDays)),
  };
}

/** `200, 301-302` as a list; null for the default. */
export function statuses(text: string): string[] | null {
  const found = text.replace(/\s*-\s*/g, '-').split(/[,;\s]+/).filter(Boolean);
  return found.length && found.join(',') !== DEFAULT_STATUS ? found : null;
}

const ORDERED = new Set(['less_than', 'at_most', 'greater_than', 'at_least']);

function rules(list: Rule[]): JsonRuleIn[] | null {
  const found = list
    .filter((rule) => rule.path.trim() || rule.value.trim())
    .map((rule) => ({ path: rule.path.trim(), [rule.comparison]: ORDERED.has(rule.comparison) ? Number(rule.value) : readValue(rule.value) }));
  return found.length ? found : null;
}

function pairs(list: Pair[]): Record<string, string> | null {
  const found = list.filter((pair) => pair.name.trim()).map((pair) => [pair.name.trim(), pair.value]);
  return found.length ? Object.fromEntries(found) : null;
}

function number(text: string): number | null {
  return text.trim() === '' ? null : Number(text.replace(',', '.'));
}

type Given<Values> = { [Key in keyof Values]?: NonNullable<Values[Key]> };

function given<Values extends object>(values: Values): Given<Values>;
function given(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function changed<Values extends object>(old: Values, now: Values): Partial<Values>;
function changed(old: object, now: object): object {
  const before = new Map(Object.entries(old));
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => JSON.stringify(before.get(key)) !== JSON.stringify(value)));
}
