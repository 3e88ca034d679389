import { describe, expect, it } from 'vitest';

import { aMonitor } from '@/test/factories';
import { changedFields, statuses, toBody, toChanges, toTrial } from './body';
import { emptyDraft, fromMonitor, readValue, showValue } from './draft';

const plain = aMonitor({
  kind: 'http',
  target: 'https://shop.acme.example/cart',
  name: 'Cart',
  period: { value: 15, unit: 'minutes' },
  timeout_s: 10,
  confirm: { failures: 2, recoveries: 1, retry_s: 20 },
});

describe('toBody', () => {
  it('needs the target alone: the name follows from it, defaults are left out', () => {
    expect(toBody(emptyDraft('https://www.shop.acme.example/cart/'))).toEqual({
      kind: 'http',
      name: 'shop.acme.example/cart',
      target: 'https://www.shop.acme.example/cart/',
      period: { value: 15, unit: 'minutes' },
    });
  });

  it('sends what is set, and nothing that means nothing for the kind', () => {
    const draft = {
      ...emptyDraft('db.acme.example:5432'),
      kind: 'tcp' as const,
      status: '201',
      maxLatencyMs: '300',
      failures: '3',
      method: 'POST' as const,
      recipients: [],
      isPublic: false,
    };
    expect(toBody(draft)).toEqual({
      kind: 'tcp',
      name: 'db.acme.example:5432',
      target: 'db.acme.example:5432',
      period: { value: 15, unit: 'minutes' },
      expect: { max_latency_ms: 300 },
      confirm: { failures: 3 },
      recipients: [],
      is_public: false,
    });
  });

  it('writes JSON rules with one comparison and the value that is meant', () => {
    const rules = [
      { key: 'a', path: 'data.ok', comparison: 'equals' as const, value: 'true' },
      { key: 'b', path: 'data.name', comparison: 'not_equals' as const, value: 'down' },
      { key: 'c', path: 'queue', comparison: 'at_most' as const, value: '5' },
      { key: 'd', path: '', comparison: 'equals' as const, value: '' },
    ];
    expect(toBody({ ...emptyDraft('https://a.example'), rules }).expect?.json).toEqual([
      { path: 'data.ok', equals: true },
      { path: 'data.name', not_equals: 'down' },
      { path: 'queue', at_most: 5 },
    ]);
  });

  it('sends a heartbeat without a target', () => {
    const body = toBody({ ...emptyDraft('https://a.example'), kind: 'heartbeat', name: 'Nightly backup', graceS: '60' });
    expect(body).toEqual({ kind: 'heartbeat', name: 'Nightly backup', period: { value: 15, unit: 'minutes' }, grace_s: 60 });
  });
});

describe('toTrial', () => {
  it('leaves out what no probe sees', () => {
    const trial = toTrial({ ...emptyDraft('https://a.example'), tags: ['web'], publicName: 'A', retentionDays: '30', status: '204' });
    expect(trial).toEqual({ kind: 'http', target: 'https://a.example', period: { value: 15, unit: 'minutes' }, expect: { status: ['204'] } });
  });
});

describe('toChanges', () => {
  it('is empty for a form that nobody touched', () => {
    expect(toChanges(plain, fromMonitor(plain))).toEqual({});
  });

  it('keeps what differs from the default of the period, and sends it only when it changes', () => {
    const strict = { ...plain, timeout_s: 5, confirm: { failures: 3, recoveries: 2, retry_s: 7 }, expect: { ...plain.expect, status: ['200'] } };
    const draft = fromMonitor(strict);
    expect([draft.timeoutS, draft.failures, draft.recoveries, draft.retryS, draft.status]).toEqual(['5', '3', '2', '7', '200']);
    expect(toChanges(strict, draft)).toEqual({});
  });

  it('sends only what changed; an emptied field goes back to its default', () => {
    const before = { ...plain, tags: ['web'], expect: { ...plain.expect, body_contains: 'ok', max_latency_ms: 900 } };
    const draft = { ...fromMonitor(before), bodyContains: '', retentionDays: '30', tags: [] };
    const changes = toChanges(before, draft);
    expect(changes).toEqual({ retention_days: 30, tags: null, expect: { body_contains: null } });
    expect(changedFields(changes)).toEqual(['retention_days', 'tags', 'expect.body_contains']);
  });
});

describe('values and statuses', () => {
  it.each(['ok', '5', 'true', 'null', '"5"', '{'])('reads back what it shows: %s', (text) => {
    expect(readValue(showValue(text))).toBe(text);
  });

  it('takes codes and ranges apart', () => {
    expect(statuses('200 - 204, 301')).toEqual(['200-204', '301']);
    expect(statuses(' 200-299 ')).toBeNull();
    expect(statuses('')).toBeNull();
  });
});
