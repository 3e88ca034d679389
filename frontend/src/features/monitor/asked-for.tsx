import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { Button } from '@/components/button';
import { explain } from '@/components/notices';
import { m } from '@/messages/messages';

/** What is loaded when it is opened: a line while it comes, why it does not come, or the thing itself. */
export function AskedFor<Data>({ query, children }: { query: UseQueryResult<Data>; children: (data: Data) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return (
      <div role="alert" className="grid justify-items-start gap-2 text-13 text-ink-2">
        {explain(query.error)}
        <Button onClick={() => void query.refetch()}>{m.try_again()}</Button>
      </div>
    );
  }
  return (
    <p role="status" className="text-13 text-ink-3">
      {m.loading()}
    </p>
  );
}
