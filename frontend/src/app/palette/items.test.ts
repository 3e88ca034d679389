import { describe, expect, it } from 'vitest';

import { findItems, type Item } from './items';

const ITEMS: Item[] = [
  { id: 'm1', group: 'monitors', label: 'Checkout', words: ['https://shop.example', 'core'] },
  { id: 'm2', group: 'monitors', label: 'Sign-in', words: ['https://auth.example'] },
  { id: 'w1', group: 'workspaces', label: 'Acme' },
  { id: 'new', group: 'actions', label: 'New monitor' },
];
const ids = (text: string, recent: string[] = []) => findItems(ITEMS, text, recent).map((item) => item.id);

describe('findItems', () => {
  it('shows everything by groups, recent places first', () => {
    expect(ids('')).toEqual(['m1', 'm2', 'w1', 'new']);
    expect(ids('', ['w1', 'gone', 'm2'])).toEqual(['w1', 'm2', 'm1', 'new']);
    expect(findItems(ITEMS, '', ['w1'])[0]?.group).toBe('recent');
  });

  it('finds by name, target and tag', () => {
    expect(ids('check')).toEqual(['m1']);
    expect(ids('auth')).toEqual(['m2']);
    expect(ids('core')).toEqual(['m1']);
  });

  it('shows actions only after >', () => {
    expect(ids('>')).toEqual(['new']);
    expect(ids('> check')).toEqual([]);
  });
});
