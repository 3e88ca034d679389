/** Walking through the days of a row of pipes. Days are counted from the first one shown; all are UTC days. */
const DAY_MS = 86_400_000;
const BAD = 'mod';

/** The date (`2026-10-12`) of a day. */
export function dateOf(firstDay: string, place: number): string {
  return new Date(Date.parse(`${firstDay}T00:00:00Z`) + place * DAY_MS).toISOString().slice(0, 10);
}

/** The next day with trouble in a direction (1: later, -1: earlier); null: there is none. */
export function nextBad(days: string, from: number, direction: 1 | -1): number | null {
  for (let place = from + direction; place >= 0 && place < days.length; place += direction) {
    if (BAD.includes(days.charAt(place))) return place;
  }
  return null;
}

/** Where a key leads from a day; null: the key means nothing here. `n` and `N` go to days with trouble. */
export function dayByKey(key: string, from: number, days: string): number | null {
  const last = days.length - 1;
  const within = (place: number) => Math.min(last, Math.max(0, place));
  switch (key) {
    case 'ArrowLeft':
      return within(from - 1);
    case 'ArrowRight':
      return within(from + 1);
    case 'PageUp':
      return within(from - 7);
    case 'PageDown':
      return within(from + 7);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'n':
      return nextBad(days, from, 1) ?? from;
    case 'N':
      return nextBad(days, from, -1) ?? from;
    default:
      return null;
  }
}

interface Lasted {
  started_at: string;
  ended_at: string | null;
}

/** Those that touch a UTC day, the earliest first. */
export function onDay<Item extends Lasted>(items: readonly Item[], date: string): Item[] {
  const from = Date.parse(`${date}T00:00:00Z`);
  const touching = items.filter(
    (item) => Date.parse(item.started_at) < from + DAY_MS && (item.ended_at === null || Date.parse(item.ended_at) > from),
  );
  return touching.toSorted((a, b) => a.started_at.localeCompare(b.started_at));
}

/** The part of something that lies within a UTC day: its ends as times, null where it goes on beyond. */
export function withinDay({ started_at, ended_at }: Lasted, date: string): { from: string | null; to: string | null } {
  const begin = Date.parse(`${date}T00:00:00Z`);
  const isBefore = Date.parse(started_at) < begin;
  const isAfter = ended_at === null || Date.parse(ended_at) > begin + DAY_MS;
  return { from: isBefore ? null : started_at, to: isAfter ? null : ended_at };
}
