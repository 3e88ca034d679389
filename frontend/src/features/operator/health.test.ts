import { expect, it } from 'vitest';

import { healthOf, probeState } from './health';
import { partsOf } from './mail-parts';
import { readOperatorSearch } from './search';
import { AT, anInstallation, aProbe } from '@/test/operator-factories';

const NOW = new Date(AT).getTime();
const troubles = (given: Parameters<typeof anInstallation>[0]) =>
  healthOf(anInstallation(given), NOW).filter(({ tone }) => tone === 'trouble').map(({ id }) => id);

it('has nothing to complain about when everything keeps up', () => {
  expect(troubles({})).toEqual([]);
});

it('names what does not keep up', () => {
  expect(troubles({ checks_overdue: 3, checks_overdue_s: 61 })).toEqual(['checks']);
  expect(troubles({ mails_waiting: 2, mails_waiting_s: 301, alerts_waiting: 1, alerts_waiting_s: 90 })).toEqual(['alerts', 'mails']);
  expect(troubles({ queues: [{ name: 'healther:checks', depth: null, age_s: null }] })).toEqual(['redis']);
  expect(troubles({ probes: [] })).toEqual(['probes']);
  expect(troubles({ probes: [aProbe({ offline_since: AT })] })).toEqual(['probes', 'offline']);
});

it('puts first what needs somebody, and says that mails are kept', () => {
  const said = healthOf(anInstallation({ has_smtp: false, mails_dead: 1, checks_overdue: 1, checks_overdue_s: 500 }), NOW);
  expect(said.map(({ id }) => id)).toEqual(['checks', 'smtp', 'dead', 'probes', 'alerts']);
  expect(said[0]?.text).toMatch(/^1 check is overdue, by 8 min 20 sec\./);
});

it('calls a probe silent after a minute', () => {
  expect(probeState(aProbe(), NOW + 59_000)).toBe('reports');
  expect(probeState(aProbe(), NOW + 61_000)).toBe('silent');
});

it('reads the address', () => {
  expect(readOperatorSearch({ state: 'dead', mail: '7' })).toEqual({ state: 'dead', mail: 7 });
  expect(readOperatorSearch({ state: 'lost', mail: 'x' })).toEqual({});
});

it('finds the links of a mail', () => {
  const parts = partsOf('Open:\nhttps://h.example/invite#token=a_b\n\nBye');
  expect(parts.filter(({ isLink }) => isLink).map(({ words }) => words)).toEqual(['https://h.example/invite#token=a_b']);
  expect(parts.map(({ words }) => words).join('')).toContain('Bye');
});
