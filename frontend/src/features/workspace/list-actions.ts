import { createContext, use } from 'react';

import type { MonitorOut } from '@/api/schema/types.gen';

/** What rows may ask of their list. The same object for as long as the list is shown: rows are drawn anew by data only. */
export interface ListActions {
  toggle: (id: number) => void;
  pick: (id: number, isRange: boolean) => void;
  /** Somebody is about to open it: fetch what it will show. */
  intend: (monitor: MonitorOut) => void;
}

const NONE: ListActions = { toggle: () => undefined, pick: () => undefined, intend: () => undefined };

export const ListActionsContext = createContext<ListActions>(NONE);

export function useListActions(): ListActions {
  return use(ListActionsContext);
}
