/** The API's defaults that follow the period (core/timing.py), to show them as placeholders and to say what follows. */
import type { Kind, Unit } from './draft';

export const UNIT_S: Record<Unit, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400, weeks: 604_800 };
export const MIN_PERIOD_S = 10;
export const MAX_PERIOD_S = 52 * 604_800;
export const MAX_TIMEOUT_S = 60;
const SLACK = 0.9;

export interface Timing {
  timeoutS: number;
  failures: number;
  recoveries: number;
  retryS: number;
}

/** Fill in what is not given, so that all tries of a check fit into its period. Times in seconds. */
export function defaultTiming(kind: Kind, periodS: number, given: Partial<Timing>): Timing {
  const failures = given.failures ?? (kind === 'heartbeat' ? 1 : 2);
  const room = periodS * SLACK;
  const timeoutS = given.timeoutS ?? milliseconds(Math.min(10, periodS / 4, (room / failures) * 0.75));
  const longest = longestRetryS(periodS, timeoutS, failures);
  const retryS = given.retryS ?? milliseconds(Math.min(20, periodS / 6, longest));
  return { timeoutS, failures, recoveries: given.recoveries ?? 1, retryS };
}

export function longestTimeoutS(periodS: number, failures: number): number {
  return Math.min(MAX_TIMEOUT_S, milliseconds((periodS * SLACK) / failures));
}

export function longestRetryS(periodS: number, timeoutS: number, failures: number): number {
  const room = periodS * SLACK;
  return failures > 1 ? milliseconds((room - failures * timeoutS) / (failures - 1)) : milliseconds(room);
}

export function defaultGraceS(periodS: number): number {
  return Math.min(3600, Math.max(10, Math.floor(periodS / 5)));
}

export interface Heard {
  /** From the first failed try to the message, when each try fails at once. */
  soonestS: number;
  /** From the beginning of the outage to the message, when each try takes its whole time limit. */
  latestS: number;
}

/** How long after an outage begins one hears of it. */
export function heardAfter(periodS: number, { failures, retryS, timeoutS }: Timing): Heard {
  const waits = (failures - 1) * retryS;
  return { soonestS: waits, latestS: periodS + waits + failures * timeoutS };
}

/** Round down to a millisecond, as the API does. */
function milliseconds(seconds: number): number {
  return Math.trunc(seconds * 1000) / 1000;
}
