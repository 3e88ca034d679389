/** Targets in words. Pure functions. */
import type { MonitorOut, ObjectiveOut, StandingOut } from '@/api/schema/types.gen';
import { dateTime, duration, shortDate } from '@/lib/format';
import { readTree, type TargetTree } from '@/lib/target-tree';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

type Named = Pick<MonitorOut, 'id' | 'name'>;

/** What a target is about: `Checkout`, `any of Website, API`. */
export function aboutWords(given: unknown, monitors: readonly Named[]): string {
  const tree = readTree(given);
  return tree ? say(tree, monitors) : m.objectives_unknown_tree();
}

function say(tree: TargetTree, monitors: readonly Named[]): string {
  if (tree.kind === 'monitor') return monitors.find(({ id }) => id === tree.id)?.name ?? m.objectives_gone_monitor();
  if (tree.kind === 'tag') return m.objectives_about_tag({ tag: tree.tag });
  if (tree.kind === 'workspace') return m.objectives_about_all();
  const parts = tree.parts.map(({ weight, of }) => (tree.kind === 'weighted' ? `${inner(of, monitors)} × ${weight}` : inner(of, monitors)));
  const list = parts.join(', ');
  if (tree.kind === 'any_of') return m.objectives_about_any({ list });
  return tree.kind === 'all_of' ? m.objectives_about_each({ list }) : m.objectives_about_weighted({ list });
}

/** A group within another one stands in brackets. */
function inner(tree: TargetTree, monitors: readonly Named[]): string {
  const words = say(tree, monitors);
  return 'parts' in tree ? `(${words})` : words;
}

/** `each calendar month`. */
export function cycleWords({ cycle, rolling_days: days }: Pick<ObjectiveOut, 'cycle' | 'rolling_days'>): string {
  if (cycle === 'rolling') return m.objectives_cycle_rolling({ count: days ?? 30 });
  return { week: m.objectives_cycle_week, month: m.objectives_cycle_month, quarter: m.objectives_cycle_quarter, year: m.objectives_cycle_year }[cycle]();
}

/** How much of the budget is left, or by how much it is overdrawn. */
export function budgetWords({ remaining_s: left, budget_s: budget, availability }: StandingOut): string {
  if (availability === null) return m.objectives_no_data();
  if (left < 0) return m.objectives_over({ time: duration(-left) });
  return m.objectives_left({ time: duration(left), all: duration(budget) });
}

/** How fast the budget is used: `1.4×`; 1 uses it up exactly at the end. */
export function rateWords(rate: number | null): string {
  if (rate === null) return '–';
  return `${new Intl.NumberFormat(getLocale(), { maximumFractionDigits: rate < 10 ? 1 : 0 }).format(rate)}×`;
}

/** Whether the budget lasts, at the pace of the last week. */
export function forecastWords(standing: StandingOut): string {
  if (standing.availability === null) return '–';
  if (standing.remaining_s < 0) return m.objectives_used_up();
  return standing.exhausted_at ? m.objectives_used_up_at({ date: shortDate(standing.exhausted_at) }) : m.objectives_lasts();
}

/** `1 Nov – 30 Nov`, by the clock of the objective. */
export function windowWords({ window_start: from, window_end: to }: StandingOut, zone: string): string {
  const format = new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium', timeZone: zone });
  return format.formatRange(new Date(from), new Date(Date.parse(to) - 1));
}

/** `22 Nov 2026, 14:02`, for 12 min. */
export function outageWords({ started_at: from, seconds }: StandingOut['outages'][number]): string {
  return m.objectives_outage({ time: dateTime(from), length: duration(seconds) });
}
