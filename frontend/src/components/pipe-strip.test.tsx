import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, it } from 'vitest';

import { PipeStrip } from './pipe-strip';
import type { DayOut, DaysOut, IncidentOut, PageIncidentOut } from '@/api/schema/types.gen';
import { show } from '@/test/render';
import { server } from '@/test/server';

const WHOLE_DAY: Omit<DayOut, 'day' | 'state' | 'uptime'> = {
  up_s: 86_400, degraded_s: 0, down_s: 0, unknown_s: 0, maintenance_s: 0, coverage: 1, checks: 288, failures: 0, p50_ms: 1, p95_ms: 1, p99_ms: 1,
};
const OUTAGE: IncidentOut = {
  id: 1, monitor_id: 7, monitor_name: 'Shop', workspace_id: 'w', workspace_name: 'Acme', started_at: '2026-10-12T03:12:00Z',
  ended_at: '2026-10-12T04:20:00Z', end_cause: 'recovered', duration_s: 4080, reason: 'tls_expired', message: 'The certificate has expired.', http_status: null,
};

function answer() {
  const days: DaysOut = {
    days: [
      { ...WHOLE_DAY, day: '2026-10-12', state: 'minor', uptime: 0.9431, down_s: 4920, failures: 16 },
      { ...WHOLE_DAY, day: '2026-10-13', state: 'full', uptime: 1 },
    ],
  };
  const incidents: PageIncidentOut = {
    items: [{ ...OUTAGE, id: 2, started_at: '2026-10-12T18:05:00Z', ended_at: '2026-10-12T18:19:00Z', message: 'It answered 503.' }, OUTAGE],
    next: null,
  };
  server.use(
    http.get('*/api/v1/monitors/7/days', () => HttpResponse.json(days)),
    http.get('*/api/v1/monitors/7/incidents', () => HttpResponse.json(incidents)),
  );
}

const strip = (name: string) => <PipeStrip name={name} firstDay="2026-10-12" days="mu" uptime={[0.9431, 1]} monitorId={7} />;
const slider = (name: string) => screen.getByRole('slider', { name: `${name}, last 2 days` });

beforeEach(answer);

it('is one control that says day, uptime and how long it was down', async () => {
  const { user } = show(strip('Shop'));
  expect(slider('Shop')).toHaveAttribute('aria-valuetext', 'Tue, Oct 13: 100%, Never down');

  await user.tab();
  await user.keyboard('{ArrowLeft}');

  await expect.poll(() => slider('Shop').getAttribute('aria-valuetext')).toBe('Mon, Oct 12: 94.31%, Down 1 hr 22 min');
});

it('jumps to the day with trouble, and tells its parts in the one tooltip', async () => {
  const { user } = show(<>{strip('Shop')}{strip('Blog')}</>);

  await user.tab();
  await user.keyboard('N');
  const tip = await screen.findByRole('tooltip');

  expect(await within(tip).findByText(/in 2 parts/)).toBeInTheDocument();
  expect(within(tip).getByText('The certificate has expired.')).toBeInTheDocument();
  expect(within(tip).getByText('272 of 288 checks passed')).toBeInTheDocument();

  await user.keyboard('{ArrowDown}');

  expect(slider('Blog')).toHaveFocus();
  expect(slider('Blog')).toHaveAttribute('aria-valuenow', '0');
  expect(screen.getAllByRole('tooltip')).toHaveLength(1);
});

it('opens a day in full with Enter, and goes through days there', async () => {
  const { user } = show(strip('Shop'));

  await user.tab();
  await user.keyboard('{Enter}');
  const sheet = screen.getByRole('dialog', { name: 'Shop' });
  expect(within(sheet).getByText('Tue, Oct 13')).toBeInTheDocument();
  await user.click(within(sheet).getByRole('button', { name: 'Day before' }));

  expect(await within(sheet).findByText('94.31%')).toBeInTheDocument();
});
