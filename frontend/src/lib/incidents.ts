/** Incidents as lists show them: pure functions. */
import { groupBy } from './group';
import type { IncidentOut } from '@/api/schema/types.gen';

/** Something that happened to a monitor: an incident began, or was over. */
export interface Happening {
  id: string;
  at: string;
  kind: 'down' | 'recovered' | 'paused' | 'deleted';
  incident: IncidentOut;
}

/** What happened, the last first: an incident that is over happened twice. */
export function buildHappenings(incidents: readonly IncidentOut[], most: number): Happening[] {
  return incidents.flatMap(happeningsOf).toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, most);
}

function happeningsOf(incident: IncidentOut): Happening[] {
  const began: Happening = { id: `${incident.id} began`, at: incident.started_at, kind: 'down', incident };
  if (!incident.ended_at) return [began];
  const kind = incident.end_cause === 'paused' || incident.end_cause === 'deleted' ? incident.end_cause : 'recovered';
  return [{ id: `${incident.id} ended`, at: incident.ended_at, kind, incident }, began];
}

export interface DayOfIncidents {
  /** `2026-11-21`, in the account's zone. */
  day: string;
  incidents: IncidentOut[];
}

/** Those that go on, and the rest by the day on which they began, the last first. `zone`: IANA name. */
export function buildIncidents(incidents: readonly IncidentOut[], zone: string): { open: IncidentOut[]; days: DayOfIncidents[] } {
  const open = incidents.filter((incident) => !incident.ended_at);
  const over = incidents.filter((incident) => incident.ended_at).toSorted((a, b) => b.started_at.localeCompare(a.started_at));
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  const days = groupBy(over, (incident) => format.format(new Date(incident.started_at)));
  return { open, days: [...days].map(([day, those]) => ({ day, incidents: those })) };
}
