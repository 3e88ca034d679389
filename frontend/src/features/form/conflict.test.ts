import { expect, it } from 'vitest';

import { aMonitor } from '@/test/factories';
import { toChanges } from './body';
import { findConflict, rebase } from './conflict';
import { fromMonitor } from './draft';

const base = aMonitor({ updated_at: '2026-11-21T10:00:00Z', retention_days: 90, tags: ['web'] });
const latest = { ...base, updated_at: '2026-11-21T10:05:00Z', retention_days: 30, tags: ['web', 'api'] };
const mine = { ...fromMonitor(base), retentionDays: '60', publicName: 'Shop' };

it('finds what the other one changed, and where both did', () => {
  expect(findConflict(base, latest, mine)).toMatchObject({ theirs: ['retention_days', 'tags'], both: ['retention_days'] });
  expect(findConflict(base, { ...base, updated_at: latest.updated_at }, mine)).toBeNull();
});

it('puts mine on top of theirs', () => {
  expect(toChanges(latest, rebase(base, latest, mine))).toEqual({ retention_days: 60, public_name: 'Shop' });
});
