import { useQuery, useQueryClient } from '@tanstack/react-query';

import { resumeSession } from './session';

/**
 * Who is signed in, for pages that do not need anybody to be; null: nobody. Nothing is asked of the API unless this
 * browser was signed in before.
 */
export function useSession() {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['session'],
    queryFn: () => (document.cookie.includes('signed_in=1') ? resumeSession(client) : null),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}
