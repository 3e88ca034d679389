import { describe, expect, it } from 'vitest';

import { bulkChange, NOTHING } from './bulk-change';
import { readWorkspaceSearch } from './search';
import { countStates, inHeldOrder, inSections, lastChecked, matching, sorted, tagsOf, worstOf } from './view';
import { situation } from './words';
import { aMonitor } from '@/test/factories';

const check = { slot: '2026-11-21T14:00:00.000Z', outcome: 'up', reason: null, message: null, latency_ms: 40, http_status: 200 };
const shop = aMonitor({ id: 1, name: 'Shop', state: 'up', tags: ['web'], group: 'Core', last_check: check, uptime_90d: 0.999 });
const api = aMonitor({ id: 2, name: 'API', state: 'down', target: 'https://api.acme.example', tags: ['web', 'money'], uptime_90d: 0.9 });
const mail = aMonitor({ id: 3, name: 'Zürich mail', state: 'degraded', kind: 'tcp', group: 'Core', last_check: { ...check, latency_ms: 90 } });
const old = aMonitor({ id: 4, name: 'Archive', state: 'paused' });
const ALL = [shop, api, mail, old];
const names = (monitors: typeof ALL) => monitors.map(({ name }) => name);

describe('order', () => {
  it('puts trouble first, what is paused last, then names', () => {
    expect(names(sorted(ALL, undefined))).toEqual(['API', 'Zürich mail', 'Shop', 'Archive']);
  });

  it('puts the lowest uptime and the slowest first, the unknown last', () => {
    expect(names(sorted(ALL, 'uptime')).slice(0, 2)).toEqual(['API', 'Shop']);
    expect(names(sorted(ALL, 'latency')).slice(0, 2)).toEqual(['Zürich mail', 'Shop']);
  });

  it('keeps what was on the screen where it was; what is new goes to the end', () => {
    expect(names(inHeldOrder(sorted(ALL, undefined), [1, 3, 4]))).toEqual(['Shop', 'Zürich mail', 'Archive', 'API']);
  });
});

describe('filters', () => {
  it.each([
    [{ q: 'api' }, [2]],
    [{ q: 'ACME web' }, [1, 2]],
    [{ q: 'zurich' }, [3]],
    [{ state: 'paused' as const }, [4]],
    [{ tag: 'web', q: 'shop' }, [1]],
    [{ kind: 'tcp' }, [3]],
    [{ q: '  ' }, [1, 2, 3, 4]],
  ])('find with %o the monitors %o', (search, ids) => {
    expect([...matching(ALL, search)]).toEqual(ids);
  });

  it('keep of an address what is known', () => {
    expect(readWorkspaceSearch({ q: 'x', state: 'broken', sort: 'name', open: '7', group: 'tag', range: '1y' })).toEqual({ q: 'x', sort: 'name', open: 7, group: 'tag' });
  });
});

describe('sections', () => {
  it('are one without grouping', () => {
    expect(inSections(ALL, undefined)).toHaveLength(1);
    expect(inSections([], 'group')).toEqual([]);
  });

  it('put those without a group at the end', () => {
    expect(inSections(ALL, 'group').map(({ name }) => name)).toEqual(['Core', null]);
  });

  it('show a monitor under each of its tags', () => {
    expect(inSections(ALL, 'tag').map(({ name, monitors }) => [name, monitors.length])).toEqual([['money', 1], ['web', 2], [null, 2]]);
    expect(tagsOf(ALL)).toEqual(['money', 'web']);
  });
});

describe('the situation', () => {
  it('is a sentence, the worst first', () => {
    expect(situation(countStates(ALL))).toBe('1 down, 1 degraded, 1 up, 1 paused.');
    expect(situation(countStates([shop]))).toBe('The only monitor is up.');
    expect(worstOf(countStates([shop, old]))).toBe('up');
    expect(worstOf(countStates([old]))).toBeNull();
  });

  it('knows the last check', () => {
    expect(lastChecked(ALL)).toBe(check.slot);
    expect(lastChecked([api])).toBeNull();
  });
});

it('changes of several monitors only what is filled in', () => {
  expect(bulkChange(NOTHING)).toBeNull();
  expect(bulkChange({ ...NOTHING, value: '5', add: 'web, , eu', isUngrouped: true, group: 'x' })).toEqual({ period: { value: 5, unit: 'minutes' }, tags_add: ['web', 'eu'], group: null });
  expect(bulkChange({ ...NOTHING, days: '7', isLossAccepted: true })).toEqual({ retention_days: 7, confirm_loss: true });
});
