import { describe, expect, it } from 'vitest';

import { barOf, bodyOf, canAsk, questionOf, rowsOf, valueText } from './question';
import { readExploreSearch } from './search';

describe('a question', () => {
  it('is read from the address, and what it gets wrong is left out', () => {
    expect(readExploreSearch({ measure: 'p95_ms', by: 'hour', days: 7, tag: 'web' })).toEqual({ measure: 'p95_ms', by: 'hour', days: 7, tag: 'web' });
    expect(readExploreSearch({ measure: 'drop table', by: 1, days: 8 })).toEqual({});
  });

  it('ends now, by whole five minutes', () => {
    const body = bodyOf(questionOf({ days: 7, tag: 'web' }), 'Europe/Rome', Date.parse('2026-11-22T12:03:09Z'));
    expect(body).toEqual({
      measures: ['availability'],
      group_by: ['monitor'],
      from: '2026-11-15T12:00:00.000Z',
      to: '2026-11-22T12:00:00.000Z',
      time_zone: 'Europe/Rome',
      filter: { tags: ['web'] },
    });
  });

  it('does not split time by what single checks say', () => {
    expect(canAsk({ measure: 'down_s', by: 'reason' })).toBe(false);
    expect(canAsk({ measure: 'failures', by: 'reason' })).toBe(true);
  });
});

describe('an answer', () => {
  const columns = { monitor: ['a', 'b', 'c'], availability: [1, null, 0.99] };

  it('begins with what needs looking at; nothing known comes last', () => {
    const rows = rowsOf({ columns }, { measure: 'availability', by: 'monitor' }, String);
    expect(rows.map(({ label }) => label)).toEqual(['c', 'a', 'b']);
    expect(rows.map(({ value }) => barOf(value, rows, 'availability'))).toEqual([1, 0, 0]);
  });

  it('stays in the order of time', () => {
    const rows = rowsOf({ columns: { hour: [0, 1, 2], p95_ms: [1, 3, 2] } }, { measure: 'p95_ms', by: 'hour' }, String);
    expect(rows.map(({ value }) => value)).toEqual([1, 3, 2]);
  });

  it('has units', () => {
    expect([valueText(0.9999, 'availability'), valueText(118, 'p50_ms'), valueText(5400, 'down_s'), valueText(1200, 'checks'), valueText(null, 'checks')]).toEqual(['99.990%', '118 ms', '1 hr 30 min', '1,200', '–']);
  });
});
