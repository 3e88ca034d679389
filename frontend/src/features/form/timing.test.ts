import { describe, expect, it } from 'vitest';

import { defaultGraceS, defaultTiming, heardAfter, longestTimeoutS } from './timing';

// The same figures as core/timing.py gives.
describe('defaults that follow the period', () => {
  it.each([
    [900, { timeoutS: 10, failures: 2, recoveries: 1, retryS: 20 }],
    [30, { timeoutS: 7.5, failures: 2, recoveries: 1, retryS: 5 }],
    [10, { timeoutS: 2.5, failures: 2, recoveries: 1, retryS: 1.666 }],
  ])('%i s', (period, timing) => {
    expect(defaultTiming('http', period, {})).toEqual(timing);
  });

  it('makes room for more tries', () => {
    const { timeoutS, retryS, failures } = defaultTiming('http', 30, { failures: 5 });
    expect(failures * timeoutS + (failures - 1) * retryS).toBeLessThanOrEqual(27);
    expect(longestTimeoutS(30, 5)).toBe(5.4);
  });

  it('a heartbeat is believed at once and may be a fifth late', () => {
    expect(defaultTiming('heartbeat', 3600, {}).failures).toBe(1);
    expect([defaultGraceS(3600), defaultGraceS(30), defaultGraceS(604_800)]).toEqual([720, 10, 3600]);
  });
});

describe('heardAfter', () => {
  it('adds the wait for the next check, the tries and the waits between them', () => {
    const timing = { timeoutS: 10, failures: 2, recoveries: 1, retryS: 20 };
    expect(heardAfter(900, timing)).toEqual({ soonestS: 20, latestS: 940 });
    expect(heardAfter(60, { ...timing, failures: 1 })).toEqual({ soonestS: 0, latestS: 70 });
  });
});
