/** One month counted by two policies, side by side. Pure functions. */
import type { SlaReportOut } from '@/api/schema/types.gen';

export interface EffectRow {
  key: string;
  /** null: all monitors together. */
  name: string | null;
  here: number | null;
  there: number | null;
  hereDownS: number;
  thereDownS: number;
}

export interface Effect {
  rows: EffectRow[];
  /** Monitors whose figures are the same both ways. */
  same: number;
}

/** All monitors together, then those whose figures differ, the largest difference first. */
export function effectOf(here: SlaReportOut, there: SlaReportOut): Effect {
  const others = new Map(there.monitors.map((one) => [one.monitor_id, one]));
  const all = here.monitors.flatMap((one): EffectRow[] => {
    const other = others.get(one.monitor_id);
    return other ? [{ key: String(one.monitor_id), name: one.monitor, here: one.availability, there: other.availability, hereDownS: one.down_s, thereDownS: other.down_s }] : [];
  });
  const differing = all.filter((row) => row.here !== row.there || row.hereDownS !== row.thereDownS);
  const total = { key: 'all', name: null, here: here.totals.availability, there: there.totals.availability, hereDownS: here.totals.down_s, thereDownS: there.totals.down_s };
  return { rows: [total, ...differing.toSorted((a, b) => distance(b) - distance(a))], same: all.length - differing.length };
}

function distance({ here, there }: EffectRow): number {
  return here === null || there === null ? 2 : Math.abs(here - there);
}
