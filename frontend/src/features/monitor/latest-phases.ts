import { useInfiniteQuery } from '@tanstack/react-query';

import type { CheckOut } from '@/api/schema/types.gen';
import { seenChecksQuery } from './api';

/** The newest check whose phases are known; from the list that the page shows anyway. */
export function useLatestPhases(monitorId: number): CheckOut | undefined {
  const { data } = useInfiniteQuery(seenChecksQuery(monitorId, undefined));
  return data?.pages[0]?.items.find((check) => Object.values(check.phases).some((ms) => ms !== null));
}
