import { expect, it } from 'vitest';

import { everyPeriod, settingsInWords } from './monitor-words';
import { aMonitor } from '@/test/factories';

const { expect: wishes, confirm } = aMonitor();

it('says what is checked, what is healthy, how long results stay and who is told', () => {
  const monitor = aMonitor({
    target: 'https://shop.example',
    period: { value: 5, unit: 'minutes' },
    expect: { ...wishes, status: ['200-299'], body_contains: 'ok', max_latency_ms: 800, degraded_latency_ms: 300 },
    recipients: ['ana@acme.example', 'ops@acme.example'],
  });

  expect(settingsInWords(monitor).join(' ')).toBe(
    'Checks https://shop.example by HTTP every 5 minutes. ' +
      'Healthy when it answers 200-299, the answer contains “ok”, and it takes at most 800 ms. Degraded when it takes more than 300 ms. ' +
      'Down after 2 failed tries in a row. Single results are kept for 90 days. Told: ana@acme.example and ops@acme.example.',
  );
});

it('waits for the signs of life of a heartbeat', () => {
  const monitor = aMonitor({ kind: 'heartbeat', period: { value: 1, unit: 'days' }, grace_s: 3600, confirm: { ...confirm, failures: 1 }, recipients: [] });

  expect(settingsInWords(monitor).join(' ')).toBe(
    'Expects a sign of life every day, up to 1 hr late. Single results are kept for 90 days. Told: nobody.',
  );
});

it('says a period without a one', () => {
  expect(everyPeriod({ value: 1, unit: 'hours' })).toBe('every hour');
  expect(everyPeriod({ value: 2, unit: 'weeks' })).toBe('every 2 weeks');
});
