import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { Ago, Until } from './time';

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
