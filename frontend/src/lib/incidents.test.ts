import { describe, expect, it } from 'vitest';

import { buildHappenings, buildIncidents } from './incidents';
import { anIncident } from '@/test/factories';

const over = anIncident({ id: 1, started_at: '2026-11-20T23:30:00Z', ended_at: '2026-11-21T00:10:00Z', end_cause: 'recovered', duration_s: 2400 });
const paused = anIncident({ id: 2, started_at: '2026-11-20T10:00:00Z', ended_at: '2026-11-20T10:05:00Z', end_cause: 'paused', duration_s: 300 });
const open = anIncident({ id: 3, started_at: '2026-11-21T00:05:00Z' });

describe('buildHappenings', () => {
  it('tells beginnings and ends, the last first', () => {
    const found = buildHappenings([over, paused, open], 4).map(({ kind, incident }) => `${incident.id} ${kind}`);
    expect(found).toEqual(['1 recovered', '3 down', '1 down', '2 paused']);
  });
});

describe('buildIncidents', () => {
  it('puts open ones first and the others under the day they began on, in the zone', () => {
    const inRome = buildIncidents([over, paused, open], 'Europe/Rome');
    expect(inRome.open.map((incident) => incident.id)).toEqual([3]);
    expect(inRome.days.map(({ day, incidents }) => [day, incidents.map((each) => each.id)])).toEqual([
      ['2026-11-21', [1]],
      ['2026-11-20', [2]],
    ]);
    expect(buildIncidents([over], 'UTC').days[0]?.day).toBe('2026-11-20');
  });
});
