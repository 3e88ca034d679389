import { describe, expect, it } from 'vitest';

import { badDays, buildRows, lettersOf, missed, niceTop, pathOf, targetsOf } from './view';
import type { ReportDayOut } from '@/api/schema/types.gen';
import { anObjective, aReport, aReportMonitor, aStanding } from '@/test/number-factories';

function aDay(availability: number | null, maintenance_s = 0): ReportDayOut {
  return { monitor_id: 1, monitor: 'Shop', day: '2026-10-09', availability, counted_s: 86_400, good_s: 0, degraded_s: 0, maintenance_s };
}

describe('targets', () => {
  const objectives = [anObjective(), anObjective({ id: 2, cycle: 'quarter' })];

  it('are those whose window is the report’s', () => {
    const standings = [aStanding(), aStanding({ window_start: '2026-10-01T00:00:00.000Z' })];
    expect(targetsOf('2026-10-01T00:00:00.000Z', 'month', objectives, standings).map(({ objective }) => objective.id)).toEqual([1]);
    expect(targetsOf('2026-09-01T00:00:00.000Z', 'month', objectives, standings)).toEqual([]);
  });

  it('of one service are on its line, under the same policy', () => {
    const report = aReport({ monitors: [aReportMonitor(), aReportMonitor({ monitor_id: 2, monitor: 'API' })] });
    const ours = { objective: anObjective(), standing: aStanding() };
    const group = { objective: anObjective({ id: 2, name: 'Shop', tree: { tag: 'shop' } }), standing: aStanding() };
    const other = { objective: anObjective({ id: 3, name: 'API as seen', tree: { monitor: 2 } }), standing: aStanding({ policy: { name: 'observed', version: 1 } }) };
    const rows = buildRows(report, [ours, group, other]);
    expect(rows.map(({ name, target }) => [name, target])).toEqual([['Shop', 0.999], ['API as seen', 0.999], ['Checkout', 0.999], ['API', null]]);
  });

  it('are missed when the figure is under them, the worst first', () => {
    const monitors = [1, 2, 3].map((monitor_id) => aReportMonitor({ monitor_id, monitor: `m${monitor_id}`, availability: monitor_id === 3 ? null : 0.99 }));
    const targets = [1, 2, 3].map((id) => ({ objective: anObjective({ id, tree: { monitor: id } }), standing: aStanding({ used_share: id }) }));
    expect(missed(buildRows(aReport({ monitors }), targets)).map(({ name }) => name)).toEqual(['m2', 'm1']);
  });

  it('say both figures only where they differ', () => {
    const monitors = [aReportMonitor({ excluded_s: 60, availability_without_exclusions: 0.99 }), aReportMonitor({ monitor_id: 2 })];
    expect(buildRows(aReport({ monitors }), []).map(({ without }) => without)).toEqual([0.99, null]);
  });
});

describe('days', () => {
  it('are letters of pipes', () => {
    const days = [aDay(1), aDay(0.9999), aDay(0.95), aDay(0.9499), aDay(0.5), aDay(0.4999), aDay(0), aDay(null), aDay(null, 60)];
    expect(lettersOf(days)).toBe('ummooddxw');
    expect(badDays(days).map(({ availability }) => availability)).toEqual([0, 0.4999, 0.5, 0.9499, 0.95, 0.9999]);
  });
});

describe('lines', () => {
  it('have gaps where nothing is known', () => {
    expect(pathOf([100, null, 50, 0], 100)).toBe('M0 0M666.7 50L1000 100');
  });
  it.each([[0, 1], [99, 100], [101, 200], [230, 500], [501, 1000]])('%i is under %i', (value, top) => expect(niceTop(value)).toBe(top));
});
