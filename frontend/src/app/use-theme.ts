/** The theme, chosen from the menu or by a key: shown at once, kept with the account. */
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { useMe } from './session';
import { applyTheme, type Theme } from './theme';
import { meQuery } from '@/api/account';
import { api } from '@/api/client';
import type { ChangeMeData, UserOut } from '@/api/schema/types.gen';
import { useToast } from '@/components/toasts';
import { explain } from '@/components/notices';

export function useTheme(): { theme: Theme; choose: (theme: Theme) => void; flip: () => void } {
  const { theme } = useMe();
  const client = useQueryClient();
  const say = useToast();
  const { mutate } = useMutation({
    mutationFn: (next: Theme) => api<ChangeMeData, UserOut>('PATCH', '/api/v1/me', { body: { theme: next } }),
    onMutate: (next) => {
      applyTheme(next);
      client.setQueryData(meQuery.queryKey, (me) => me && { ...me, theme: next });
      return theme;
    },
    onError: (error, _next, before) => {
      if (before) applyTheme(before);
      client.setQueryData(meQuery.queryKey, (me) => me && before && { ...me, theme: before });
      say({ text: explain(error), tone: 'problem' });
    },
  });
  const flip = () => mutate(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
  return { theme, choose: mutate, flip };
}
