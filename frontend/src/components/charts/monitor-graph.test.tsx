import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import { MonitorGraph, type Shows } from './monitor-graph';
import { PhasesBar } from './phases-bar';
import type { BaselineOut, LatencyOut, PageChangeOut } from '@/api/schema/types.gen';
import { setTimeZone } from '@/lib/format';
import { aMonitor } from '@/test/factories';
import { aBaseline, aChange } from '@/test/number-factories';
import { show } from '@/test/render';
import { server } from '@/test/server';

setTimeZone('UTC');

const MONITOR = '*/api/v1/monitors/1';
const LATENCY: LatencyOut = {
  step_s: 3600,
  t: ['2026-11-24T12:00:00Z', '2026-11-24T13:00:00Z', '2026-11-24T14:00:00Z'],
  p50: [100, null, 120],
  p95: [200, null, 220],
  p99: [300, null, 320],
  failures: [0, 4, 0],
  spans: [{ from: '2026-11-24T13:00:00Z', to: '2026-11-24T14:00:00Z', state: 'down' }],
  phases: null,
};
const PHASES = { dns_ms: [4, null, 5], connect_ms: [18, null, 20], tls_ms: [null, null, null], wait_ms: [70, null, 90], transfer_ms: [2, null, 1] };

function answer({ latency = LATENCY, baseline = aBaseline(), changes = [] }: { latency?: LatencyOut; baseline?: BaselineOut; changes?: PageChangeOut['items'] } = {}) {
  server.use(
    http.get(`${MONITOR}/latency`, ({ request }) =>
      HttpResponse.json<LatencyOut>({ ...latency, phases: new URL(request.url).searchParams.get('phases') === 'true' ? PHASES : null }),
    ),
    http.get(`${MONITOR}/baseline`, () => HttpResponse.json(baseline)),
    http.get(`${MONITOR}/changes`, () => HttpResponse.json<PageChangeOut>({ items: changes, next: null })),
  );
}

function graph(shows: Shows = 'latency', rest: Partial<Parameters<typeof MonitorGraph>[0]> = {}) {
  return <MonitorGraph monitor={aMonitor({ id: 1 })} range="24h" onRange={() => undefined} shows={shows} onShows={() => undefined} {...rest} />;
}

beforeEach(() => localStorage.clear());

describe('latency', () => {
  it('walks step by step with the arrow keys, with what was usual, in words', async () => {
    answer({ baseline: aBaseline({ seen_ms: [100, null, 180, null] }) });
    const { user } = show(graph());
    const slider = await screen.findByRole('slider', { name: 'Latency' });
    await screen.findByRole('checkbox', { name: 'usual for this hour' });

    slider.focus();
    await user.keyboard('{ArrowLeft}');
    expect(slider).toHaveAttribute('aria-valuetext', expect.stringContaining('4 failed'));
    await user.keyboard('{End}');

    expect(slider).toHaveAttribute('aria-valuetext', expect.stringContaining('typical 120 ms'));
    expect(await screen.findByText('4.8 MAD above Tuesday 2:00 PM: 180 ms, usually 100 ms.')).toBeInTheDocument();
  });

  it('shows the same numbers as a table, with changes as sentences', async () => {
    answer({ changes: [aChange({ at: '2026-11-24T13:00:00Z' })] });
    const { user } = show(graph());

    await user.click(await screen.findByRole('button', { name: 'View as table' }));

    expect(screen.getAllByRole('row')).toHaveLength(4);
    expect(screen.getByRole('cell', { name: '220 ms' })).toBeInTheDocument();
    expect(await screen.findAllByRole('cell', { name: '50 ms to 150 ms' })).toHaveLength(3);
    expect(screen.getByRole('listitem')).toHaveTextContent('the median is +180 ms');
  });

  it('says in words what is shaded, and takes away what is usual when that is not wanted', async () => {
    answer();
    const { user, unmount } = show(graph());
    expect(await screen.findByText('Down')).toBeInTheDocument();
    const choice = await screen.findByRole('checkbox', { name: 'usual for this hour' });
    expect(await screen.findByText('Nothing was unusual in this time.')).toBeInTheDocument();

    await user.click(choice);

    expect(choice).not.toBeChecked();
    expect(screen.queryByText('Nothing was unusual in this time.')).not.toBeInTheDocument();
    unmount();
    show(graph());
    expect(await screen.findByRole('checkbox', { name: 'usual for this hour' })).not.toBeChecked();
  });

  it('says that nothing is learnt yet', async () => {
    answer({ baseline: aBaseline({ learnt: null }) });
    show(graph());

    expect(await screen.findByText('What is usual is not learnt yet: it takes checks of two weeks.')).toBeInTheDocument();
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
  });

  it('keeps its place while loading, and says when the first results come', async () => {
    answer({ latency: { ...LATENCY, p50: [null, null, null], failures: [0, 0, 0] } });
    show(graph('latency', { emptyText: 'First results in about 5 min.' }));
    expect(screen.getByRole('status', { name: 'Loading' })).toBeInTheDocument();

    expect(await screen.findByText('First results in about 5 min.')).toBeInTheDocument();
  });

  it('offers to try again', async () => {
    answer();
    let isBroken = true;
    server.use(http.get(`${MONITOR}/latency`, () => (isBroken ? HttpResponse.json({}, { status: 422 }) : HttpResponse.json(LATENCY))));
    const { user } = show(graph());
    await screen.findByRole('alert');

    isBroken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByRole('slider', { name: 'Latency' })).toBeInTheDocument();
  });
});

describe('phases', () => {
  it('are stacked, named and valued; those that never happened are left out', async () => {
    answer();
    const { user } = show(graph('phases'));
    const slider = await screen.findByRole('slider', { name: 'Phases over time' });

    slider.focus();
    await user.keyboard('{Home}');

    expect(slider).toHaveAttribute('aria-valuetext', '12:00 PM: DNS 4 ms, Connect 18 ms, Wait 70 ms, Transfer 2 ms');
    expect(screen.getAllByRole('term').map((term) => term.textContent)).toEqual(['Time', 'Together', 'DNS', 'Connect', 'Wait', 'Transfer']);
    expect(screen.getByText('94 ms')).toBeInTheDocument();
  });

  it('are a table as well', async () => {
    answer();
    const { user } = show(graph('phases'));

    await user.click(await screen.findByRole('button', { name: 'View as table' }));

    expect(screen.getAllByRole('columnheader').map((header) => header.textContent)).toEqual(['Time', 'DNS', 'Connect', 'Wait', 'Transfer', 'Together']);
    expect(screen.getByRole('cell', { name: '116 ms' })).toBeInTheDocument();
  });

  it('are not offered for what has none', async () => {
    answer();
    show(graph('phases', { monitor: aMonitor({ id: 1, kind: 'icmp' }) }));

    expect(await screen.findByRole('slider', { name: 'Latency' })).toBeInTheDocument();
    expect(screen.queryByRole('radio', { name: 'Phases' })).not.toBeInTheDocument();
  });
});

it('names the phases of a check that are known', () => {
  show(<PhasesBar phases={{ dns_ms: null, connect_ms: 18, tls_ms: 31, wait_ms: 68, transfer_ms: 2 }} />);

  expect(screen.getAllByRole('term').map((term) => term.textContent)).toEqual(['Connect', 'TLS', 'Wait', 'Transfer']);
});
