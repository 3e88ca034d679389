import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';

import { loadLater, rowPanelCode } from './later-code';
import type { ListActions } from './list-actions';
import { latestChecksQuery } from './queries';
import { latencyQuery, monitorDaysQuery, monitorIncidentsQuery, type Range } from '@/api/monitors';
import type { MonitorOut } from '@/api/schema/types.gen';
import { periodSeconds } from '@/components/monitor-words';

/** Rows that the pointer only passes over are not fetched. */
const INTENT_MS = 60;

/** Until then nobody opens a row; by then the page stands. */
const IDLE_MS = 1_500;

interface Given {
  client: QueryClient;
  open: number | undefined;
  range: Range;
  onOpen: (id: number | undefined) => void;
  onPick: (id: number, isRange: boolean) => void;
}

/** What rows may ask for, as an object that never changes: it looks up what is true now when it is asked. */
export function useRowActions(given: Given): ListActions {
  const now = useRef(given);
  const intent = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    now.current = given;
  });
  useEffect(() => () => clearTimeout(intent.current), []);
  const { client, open } = given;
  useEffect(() => loadLater(client, open === undefined ? IDLE_MS : 0), [client, open]);
  return useMemo(
    () => ({
      toggle: (id) => now.current.onOpen(now.current.open === id ? undefined : id),
      pick: (id, isRange) => now.current.onPick(id, isRange),
      intend: (monitor) => {
        clearTimeout(intent.current);
        intent.current = setTimeout(() => prefetch(now.current.client, monitor, now.current.range), INTENT_MS);
      },
    }),
    [],
  );
}

function prefetch(client: QueryClient, { id, period }: MonitorOut, range: Range): void {
  void client.prefetchQuery(rowPanelCode);
  void client.prefetchQuery(latencyQuery(id, range, periodSeconds(period)));
  void client.prefetchQuery(latestChecksQuery(id));
  void client.prefetchQuery(monitorIncidentsQuery(id));
  void client.prefetchQuery(monitorDaysQuery(id));
}
