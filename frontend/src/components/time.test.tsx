import { render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';

import { Ago, TimeSpan, Until } from './time';
import { setTimeZone } from '@/lib/format';

afterEach(() => setTimeZone(undefined));

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 + 60_000).toISOString();

it('says how long ago, and how long until', () => {
  render(<><p><Ago at={inDays(-3)} /></p><p><Until at={inDays(7)} /></p></>);
  expect(screen.getByText('2 days ago')).toBeVisible();
  expect(screen.getByText('in 7 days')).toBeVisible();
});

it('never says that what was will be, where the clock is behind', () => {
  render(<Ago at={inDays(0)} />);
  expect(screen.getByText('now')).toBeVisible();
});

it('names the day of both ends once, where it is the same', () => {
  setTimeZone('UTC');
  render(<><p><TimeSpan from="2026-11-19T05:18:00Z" to="2026-11-19T06:33:00Z" /></p><p><TimeSpan from="2026-10-09T08:53:00Z" to="2026-10-10T04:33:00Z" /></p></>);
  expect(screen.getByText(/^Nov 19, 2026, 5:18\s–\s6:33\sAM$/)).toBeVisible();
  expect(screen.getByText(/^Oct 9, 2026, 8:53\sAM\s–\sOct 10, 2026, 4:33\sAM$/)).toBeVisible();
});
