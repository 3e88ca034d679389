import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';

import { rowPanelCode } from './later-code';
import type { RowPanel } from './row-panel';
import { Problem } from '@/components/notices';
import { m } from '@/messages/messages';

/** What an open row shows; its room until its code is there, which is before one opens it, as a rule. */
export function OpenRow(props: ComponentProps<typeof RowPanel>) {
  const { data: Panel, error, refetch } = useQuery(rowPanelCode);
  if (Panel) return <Panel {...props} />;
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  return <output aria-busy="true" aria-label={m.loading()} className="block h-[54rem]" />;
}
