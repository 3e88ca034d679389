import { describe, expect, it } from 'vitest';

import type { IntervalOut } from '@/api/schema/types.gen';
import { aMonitor } from '@/test/factories';
import { aDay, anUptime } from '@/test/monitor-factories';
import { badgeCode } from './badge-code';
import { firstResultInS, leftOut, otherDay, stretchesOf, stripOf, uptimeRange } from './view';

const NOW = Date.parse('2026-11-21T14:02:30Z');

function anInterval(given: Partial<IntervalOut>): IntervalOut {
  return { state: 'up', started_at: '', ended_at: '', seconds: 0, left_out: null, cause: null, first_check: null, last_check: null, ...given };
}

it('draws days as letters', () => {
  const days = [aDay({ day: '2026-11-19', state: 'before', uptime: null }), aDay({ day: '2026-11-20', state: 'major', uptime: 0.6 }), aDay()];
  expect(stripOf(7, days)).toEqual({ firstDay: '2026-11-19', days: '-ou', uptime: [null, 0.6, 1], monitorId: 7 });
});

it('counts uptime over the days that the pipes show', () => {
  expect(uptimeRange('24h', NOW)).toEqual({ from: '2026-11-20T14:03:00.000Z', to: '2026-11-21T14:03:00.000Z' });
  expect(uptimeRange('90d', NOW)).toEqual({ from: '2026-08-24T00:00:00.000Z', to: '2026-11-21T14:03:00.000Z' });
});

it('cuts the stretches of a day at its ends', () => {
  const intervals = [
    anInterval({ state: 'down', started_at: '2026-11-21T18:00:00Z', ended_at: '2026-11-22T03:00:00Z' }),
    anInterval({ state: 'up', left_out: 'no_data', started_at: '2026-11-20T18:00:00Z', ended_at: '2026-11-21T06:00:00Z' }),
  ];
  const found = stretchesOf('2026-11-21', intervals).map(({ state, left, width }) => [state, left, width]);
  expect(found).toEqual([
    ['down', 0.75, 0.25],
    ['unknown', 0, 0.25],
  ]);
});

it('names what was left out, and only that', () => {
  const left_out = { ...anUptime().left_out, maintenance_s: 60, no_data_s: 5 };
  expect(leftOut({ left_out })).toEqual([
    { reason: 'maintenance', seconds: 60 },
    { reason: 'no_data', seconds: 5 },
  ]);
});

it('walks over the end of a month', () => {
  expect([otherDay('2026-11-01', -1), otherDay('2026-10-31', 1)]).toEqual(['2026-10-31', '2026-11-01']);
});

it('expects the first result soon, a heartbeat within its period', () => {
  const created_at = '2026-11-21T14:02:25Z';
  expect(firstResultInS(aMonitor({ created_at }), NOW)).toBe(10);
  expect(firstResultInS(aMonitor({ created_at, kind: 'heartbeat', period: { value: 1, unit: 'hours' }, grace_s: 60 }), NOW)).toBe(3655);
});

describe('badges', () => {
  it('cannot be broken by a name', () => {
    expect(badgeCode('html', 'status', 3, '"><script>', 'https://h.example')).toBe(
      '<img src="https://h.example/badge/3/status.svg" alt="&quot;&gt;&lt;script&gt;: status" height="20">',
    );
    expect(badgeCode('markdown', 'uptime', 3, 'a]b', 'https://h.example')).toBe('![a\\]b: uptime](https://h.example/badge/3/uptime.svg)');
    expect(badgeCode('shields', 'latency', 3, 'a', 'https://h.example')).toBe(
      'https://img.shields.io/endpoint?url=https%3A%2F%2Fh.example%2Fbadge%2F3%2Flatency.json',
    );
  });
});
