/** What a monitor's graph reads, shaped for drawing. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { buildLatency, type LatencyView } from './latency-view';
import { buildPhases, type PhasesView } from './phases-view';
import { buildUsual, changeMarks, usualReach, type ChangeMark, type UsualView } from './usual-view';
import { zoneOffset } from './zone';
import { latencyQuery, type Range } from '@/api/monitors';
import { baselineQuery, changesQuery } from '@/api/numbers';
import type { MonitorOut } from '@/api/schema/types.gen';
import { periodSeconds } from '@/components/monitor-words';

interface Loaded<View> {
  /** Undefined while it loads. */
  view: View | undefined;
  error: Error | null;
  retry: () => void;
}

export type PhasesGraph = Loaded<PhasesView>;

export interface LatencyGraph extends Loaded<LatencyView> {
  /** Undefined: not learnt, not wanted, or not there yet. */
  usual: UsualView | undefined;
  /** False: nothing is known yet of what is usual. Undefined: not asked for, or not answered yet. */
  isLearnt: boolean | undefined;
  changes: ChangeMark[];
}

/** Latency over time; with what is usual where the API tells it hour by hour, for 42 days at most. */
export function useLatencyGraph(monitor: MonitorOut, range: Range, { isUsual, enabled }: { isUsual: boolean; enabled: boolean }): LatencyGraph {
  const { data, error, refetch } = useQuery({ ...latencyQuery(monitor.id, range, periodSeconds(monitor.period)), enabled });
  const { data: learnt } = useQuery({ ...baselineQuery(monitor.id, range === '90d' ? '30d' : range), enabled: enabled && isUsual && range !== '90d' });
  const { data: levels } = useQuery({ ...changesQuery(monitor.id), enabled });
  const baseline = isUsual && range !== '90d' ? learnt : undefined;
  const view = useMemo(
    () => data && buildLatency(data, { spans: data.spans, offsetMs: zoneOffset(data.t.at(-1)), reach: usualReach(baseline) }),
    [data, baseline],
  );
  const isLearnt = baseline && (baseline.learnt?.hours ?? 0) > 0;
  const usual = useMemo(() => (baseline && isLearnt && view ? buildUsual(baseline, view) : undefined), [baseline, isLearnt, view]);
  const changes = useMemo(() => changeMarks(levels?.items ?? [], view?.window ?? null), [levels, view]);
  return { view, usual, isLearnt, changes, error, retry: () => void refetch() };
}

/** The phases over time. */
export function usePhasesGraph(monitor: MonitorOut, range: Range, enabled: boolean): PhasesGraph {
  const { data, error, refetch } = useQuery({ ...latencyQuery(monitor.id, range, periodSeconds(monitor.period), true), enabled });
  const view = useMemo(() => data && buildPhases(data, data.spans, zoneOffset(data.t.at(-1))), [data]);
  return { view, error, retry: () => void refetch() };
}

const KEPT_AS = 'graph-usual';

/** Whether what is usual is drawn: a taste, remembered in this browser. */
export function useUsualChoice(): [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => localStorage.getItem(KEPT_AS) !== 'off');
  const choose = (next: boolean) => {
    setOn(next);
    localStorage.setItem(KEPT_AS, next ? 'on' : 'off');
  };
  return [isOn, choose];
}
