import { useMutation, useQueryClient } from '@tanstack/react-query';

import { meQuery } from '@/api/account';
import { api } from '@/api/client';
import type { ChangeMeData, MeIn, UserOut } from '@/api/schema/types.gen';

/** Change one's profile or preferences. What comes back is what everything shows from then on. */
export function useSaveMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: MeIn) => api<ChangeMeData, UserOut>('PATCH', '/api/v1/me', { body: change }),
    onSuccess: (me) => {
      client.setQueryData(meQuery.queryKey, me);
      return client.invalidateQueries({ queryKey: ['people', me.id] });
    },
  });
}

/** When a mutation succeeded last; 0: it did not. */
export function savedAt({ isSuccess, submittedAt }: { isSuccess: boolean; submittedAt: number }): number {
  return isSuccess ? submittedAt : 0;
}
