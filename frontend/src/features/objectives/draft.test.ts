import { describe, expect, it } from 'vitest';

import { bodyOf, draftOf, newDraft, newPart, percentOf, shareOf } from './draft';
import { anObjective } from '@/test/number-factories';

describe('the form of an objective', () => {
  it.each([
    ['99.9', 0.999],
    ['99,95', 0.9995],
    ['99.995 %', 0.99995],
  ])('reads %s', (text, share) => {
    expect(shareOf(text)).toBe(share);
  });

  it('writes shares without what binary fractions add', () => {
    expect(percentOf(0.9995)).toBe('99.95');
    expect(percentOf(0.57)).toBe('57');
  });

  it('sends what came', () => {
    const tree = { weighted: [{ weight: 2, of: { monitor: 1 } }, { weight: 1, of: { tag: 'web' } }] };
    const given = anObjective({ tree, tiers: [{ below: 0.99, credit_percent: 10 }] });
    const { name, target, cycle, rolling_days, time_zone, policy, tiers } = given;
    expect(bodyOf(draftOf(given))).toEqual({ name, tree, target, cycle, rolling_days, time_zone, policy, tiers });
  });

  it('shows a tree of several levels, and sends it as it came', () => {
    const tree = { all_of: [{ any_of: [{ monitor: 1 }, { weighted: [{ weight: 3, of: { tag: 'web' } }, { weight: 1, of: { monitor: 3 } }] }] }, { workspace: true }, { any_of: [{ monitor: 2 }] }] };
    const draft = draftOf(anObjective({ tree }));
    expect(draft.kept).toBeNull();
    expect(draft.parts.map(({ key }) => key)).toEqual(['group 0', 'workspace', 'group 2']);
    expect(bodyOf(draft).tree).toEqual(tree);
  });

  it('keeps a tree that is not known here', () => {
    const tree = { none_of: [{ monitor: 1 }] };
    expect(bodyOf({ ...draftOf(anObjective({ tree })), name: 'Another' }).tree).toEqual(tree);
  });

  it('begins groups that are told apart', () => {
    const first = newPart('group', []);
    const second = newPart('group', [first]);
    expect([first.key, second.key]).toEqual(['group 0', 'group 1']);
  });

  it('sends days for a rolling window only', () => {
    const draft = { ...newDraft(), monitor: '7', name: 'Shop' };
    expect(bodyOf(draft).rolling_days).toBeNull();
    expect(bodyOf({ ...draft, cycle: 'rolling', days: '28' }).rolling_days).toBe(28);
  });
});
