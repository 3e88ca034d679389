import { describe, expect, it } from 'vitest';

import { buildChanges, deedWords } from './audit-words';

describe('deedWords', () => {
  it('says what was done, also what it does not know yet', () => {
    expect(deedWords({ action: 'monitor.changed', object_name: 'Checkout' })).toBe('changed the monitor Checkout');
    expect(deedWords({ action: 'policy.made', object_name: 'Gold' })).toBe('policy.made Gold');
  });
});

describe('buildChanges', () => {
  it('lists old and new, and nothing that is neither', () => {
    expect(
      buildChanges({
        timeout_s: { old: 10, new: 20 },
        tags: { old: [], new: ['core', 'eu'] },
        public_name: { old: null, new: 'Shop' },
        note: 'free text',
      }),
    ).toEqual([
      { field: 'timeout s', old: '10', next: '20' },
      { field: 'tags', old: '–', next: 'core, eu' },
      { field: 'public name', old: '–', next: 'Shop' },
    ]);
  });
});
