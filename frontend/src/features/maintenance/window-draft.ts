/** A window as its form holds it, from the API and to it. Pure functions. */
import { dayOf, rhythmOf, ruleOf, type Rhythm } from './rule';
import { kindOf, scopeFor, type Scope, type ScopeKind } from './scope';
import type { WindowIn, WindowOut } from '@/api/schema/types.gen';
import { instantOf, wallAt } from '@/lib/zoned';

export interface WindowDraft extends Rhythm {
  title: string;
  note: string;
  /** By the clock of `zone`. */
  date: string;
  time: string;
  zone: string;
  hours: string;
  minutes: string;
  kind: ScopeKind;
  scope: Scope;
}

const HOUR_MS = 3_600_000;

/** A new one: at the next full hour, for an hour, once, all monitors. */
export function newDraft(now: number, zone: string): WindowDraft {
  const [date = '', time = ''] = wallAt(Math.ceil(now / HOUR_MS) * HOUR_MS, zone).split('T');
  return {
    title: '',
    note: '',
    date,
    time,
    zone,
    hours: '1',
    minutes: '0',
    repeat: 'once',
    days: [dayOf(date)],
    rule: '',
    kind: 'all',
    scope: { is_for_all: true, monitor_ids: [], tags: [] },
  };
}

export function draftOf(window: WindowOut): WindowDraft {
  const [date = '', time = ''] = wallAt(Date.parse(window.starts_at), window.time_zone).split('T');
  return {
    title: window.title,
    note: window.note,
    date,
    time,
    zone: window.time_zone,
    hours: String(Math.floor(window.duration_s / 3600)),
    minutes: String(Math.floor((window.duration_s % 3600) / 60)),
    ...rhythmOf(window.rrule, date),
    kind: kindOf(window),
    scope: { is_for_all: window.is_for_all, monitor_ids: window.monitor_ids, tags: window.tags },
  };
}

export function durationOf({ hours, minutes }: Pick<WindowDraft, 'hours' | 'minutes'>): number {
  return Math.round(Number(hours || 0) * 3600 + Number(minutes || 0) * 60);
}

export function bodyOf(draft: WindowDraft): WindowIn {
  return {
    title: draft.title.trim(),
    note: draft.note.trim(),
    starts_at: new Date(instantOf(`${draft.date}T${draft.time}`, draft.zone)).toISOString(),
    duration_s: durationOf(draft),
    rrule: ruleOf(draft, draft.date),
    time_zone: draft.zone,
    ...scopeFor(draft.kind, draft.scope),
  };
}
