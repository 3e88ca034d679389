/** From a report and the targets to what the page shows. Pure functions. */
import type { ObjectiveOut, ReportDayOut, ReportMonitorOut, SlaReportOut, StandingOut } from '@/api/schema/types.gen';
import { readTree } from '@/lib/target-tree';

/** One line of the table: a service, or a target over several. */
export interface Row {
  key: string;
  name: string;
  monitorId: number | null;
  target: number | null;
  actual: number | null;
  /** Without what was agreed afterwards; null where it is the same. */
  without: number | null;
  /** Share of the error budget; null without a target. */
  used: number | null;
  remainingS: number | null;
  downS: number;
  excludedS: number | null;
  maintenanceS: number | null;
  outages: number;
}

export interface Target {
  objective: ObjectiveOut;
  standing: StandingOut;
}

/** Targets whose window is the report's, where anything is known. `from`: when the report begins. */
export function targetsOf(from: string, kind: string, objectives: readonly ObjectiveOut[], standings: readonly (StandingOut | undefined)[]): Target[] {
  return objectives.flatMap((objective, place) => {
    const standing = standings[place];
    const isSame = standing && objective.cycle === kind && Date.parse(standing.window_start) === Date.parse(from);
    return isSame ? [{ objective, standing }] : [];
  });
}

/** Targets over several first, then the services; a target on one service is on its line. */
export function buildRows(report: SlaReportOut, targets: readonly Target[]): Row[] {
  const own = new Map<number, Target>();
  const others: Target[] = [];
  for (const target of targets) {
    const tree = readTree(target.objective.tree);
    const before = tree?.kind === 'monitor' ? own.get(tree.id) : undefined;
    const isHere = tree?.kind === 'monitor' && samePolicy(target, report) && report.monitors.some(({ monitor_id }) => monitor_id === tree.id);
    if (!isHere || before) others.push(target);
    else own.set(tree.id, target);
  }
  return [...others.map(ofTarget), ...report.monitors.map((monitor) => ofMonitor(monitor, own.get(monitor.monitor_id)))];
}

function samePolicy({ standing }: Target, report: SlaReportOut): boolean {
  return standing.policy.name === report.policy.name && standing.policy.version === report.policy.version;
}

function ofTarget({ objective, standing }: Target): Row {
  return {
    key: `objective ${objective.id}`,
    name: objective.name,
    monitorId: null,
    target: standing.target,
    actual: standing.availability,
    without: null,
    used: standing.used_share,
    remainingS: standing.remaining_s,
    downS: standing.downtime_s,
    excludedS: null,
    maintenanceS: null,
    outages: standing.outages_in_all,
  };
}

function ofMonitor(monitor: ReportMonitorOut, target: Target | undefined): Row {
  const { availability, availability_without_exclusions: without } = monitor;
  return {
    key: `monitor ${monitor.monitor_id}`,
    name: monitor.monitor,
    monitorId: monitor.monitor_id,
    target: target?.standing.target ?? null,
    actual: availability,
    without: monitor.excluded_s > 0 && without !== availability ? without : null,
    used: target?.standing.used_share ?? null,
    remainingS: target?.standing.remaining_s ?? null,
    downS: monitor.down_s,
    excludedS: monitor.excluded_s,
    maintenanceS: monitor.maintenance_s,
    outages: monitor.outages,
  };
}

/** Rows that missed their target, the worst first; a target without any data was not missed. */
export function missed(rows: readonly Row[]): Row[] {
  return rows.filter(({ target, actual }) => target !== null && actual !== null && actual < target).toSorted((a, b) => (b.used ?? 0) - (a.used ?? 0));
}

/** The days of a service as letters of pipes. Days are those of the report's zone. */
export function lettersOf(days: readonly ReportDayOut[]): string {
  return days.map(letterOf).join('');
}

function letterOf({ availability, maintenance_s: maintenance }: ReportDayOut): string {
  if (availability === null) return maintenance ? 'w' : 'x';
  if (availability === 1) return 'u';
  if (availability >= 0.95) return 'm';
  return availability >= 0.5 ? 'o' : 'd';
}

/** Days that were not perfect, the worst first. */
export function badDays(days: readonly ReportDayOut[]): ReportDayOut[] {
  return days.filter(({ availability }) => availability !== null && availability < 1).toSorted((a, b) => (a.availability ?? 1) - (b.availability ?? 1));
}

/** A chart's line over days, in a box of 1000 × 100, `top` milliseconds high; days without a value are gaps. */
export function pathOf(values: readonly (number | null)[], top: number): string {
  const step = 1000 / Math.max(1, values.length - 1);
  let isDown = false;
  return values
    .map((value, place) => {
      if (value === null) {
        isDown = false;
        return '';
      }
      const point = `${isDown ? 'L' : 'M'}${Math.round(place * step * 10) / 10} ${Math.round((1 - value / top) * 1000) / 10}`;
      isDown = true;
      return point;
    })
    .join('');
}

/** The end of a scale: 1, 2 or 5 with zeros, not under the value. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return power * ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10);
}
