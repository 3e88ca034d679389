import { afterEach, expect, it } from 'vitest';

import { plannedWords } from './planned-words';
import { setTimeZone } from '@/lib/format';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const words = (monitors: number, from: string, to: string) => plannedWords({ monitors, starts_at: from, ends_at: to }, NOW);

afterEach(() => setTimeZone(undefined));

it('says how many and when, by the clock of the account', () => {
  setTimeZone('UTC');
  expect(words(3, '2026-11-23T02:00:00Z', '2026-11-23T04:00:00Z')).toMatch(/^Maintenance of 3 monitors tomorrow 0?2:00(.AM)?–0?4:00(.AM)?$/);
  expect(words(1, '2026-11-22T22:00:00Z', '2026-11-23T01:00:00Z')).toMatch(/^Maintenance of 1 monitor today .*–Mon/);
  expect(words(1, '2026-11-27T22:00:00Z', '2026-11-27T23:00:00Z')).toMatch(/Fri.*27/);
  setTimeZone('Pacific/Auckland');
  expect(words(1, '2026-11-22T13:00:00Z', '2026-11-22T14:00:00Z')).toMatch(/today 0?2:00/);
});

it('says until when what is going on', () => {
  setTimeZone('UTC');
  expect(words(2, '2026-11-22T11:00:00Z', '2026-11-22T14:00:00Z')).toMatch(/^Maintenance of 2 monitors until 0?2:00|14:00/);
});
