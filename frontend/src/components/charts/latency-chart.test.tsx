import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import { LatencyChart } from './latency-chart';
import type { Columns } from './latency-view';
import { PhasesBar } from './phases-bar';
import { ApiError } from '@/api/client';
import { show } from '@/test/render';

const DATA: Columns = {
  step_s: 3600,
  t: ['2026-11-22T00:00:00Z', '2026-11-22T01:00:00Z', '2026-11-22T02:00:00Z'],
  p50: [100, null, 120],
  p95: [200, null, 220],
  p99: [300, null, 320],
  failures: [0, 4, 0],
};

function chart(data: Columns | undefined, rest: Partial<Parameters<typeof LatencyChart>[0]> = {}) {
  return <LatencyChart data={data} range="24h" onRange={() => undefined} {...rest} />;
}

it('walks step by step with the arrow keys and says each in words', async () => {
  const { user } = show(chart(DATA));
  const slider = screen.getByRole('slider', { name: 'Latency' });

  slider.focus();
  await user.keyboard('{ArrowLeft}');

  expect(slider).toHaveAttribute('aria-valuetext', expect.stringContaining('4 failed'));
  await user.keyboard('{End}');
  expect(slider).toHaveAttribute('aria-valuetext', expect.stringContaining('typical 120 ms'));
});

it('shows the same numbers as a table', async () => {
  const { user } = show(chart(DATA));

  await user.click(screen.getByRole('button', { name: 'View as table' }));

  expect(screen.getAllByRole('row')).toHaveLength(4);
  expect(screen.getByRole('cell', { name: '220 ms' })).toBeInTheDocument();
});

it('keeps its place while loading, and says when the first results come', () => {
  const { rerender } = show(chart(undefined));
  expect(screen.getByRole('status', { name: 'Loading' })).toBeInTheDocument();

  rerender(chart({ ...DATA, p50: [null, null, null], failures: [0, 0, 0] }, { emptyText: 'First results in about 5 min.' }));

  expect(screen.getByText('First results in about 5 min.')).toBeInTheDocument();
});

it('offers to try again', async () => {
  const retry = vi.fn<() => void>();
  const { user } = show(chart(undefined, { error: new ApiError(500, 'unexpected', 'It broke.', null), onRetry: retry }));

  await user.click(screen.getByRole('button', { name: 'Try again' }));

  expect(retry).toHaveBeenCalledOnce();
});

it('names the phases of a check that are known', () => {
  show(<PhasesBar phases={{ dns_ms: null, connect_ms: 18, tls_ms: 31, wait_ms: 68, transfer_ms: 2 }} />);

  expect(screen.getAllByRole('term').map((term) => term.textContent)).toEqual(['Connect', 'TLS', 'Wait', 'Transfer']);
});
