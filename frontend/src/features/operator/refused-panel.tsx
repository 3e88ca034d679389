import { useQuery } from '@tanstack/react-query';

import { refusedQuery } from './api';
import { RefusedRow } from './refused-row';
import { m } from '@/messages/messages';

/** Addresses whose servers refuse mails; nothing is shown while there are none. */
export function RefusedPanel() {
  const { data } = useQuery(refusedQuery);
  if (!data?.items.length) return null;
  return (
    <section aria-labelledby="refused" className="card mt-5">
      <header className="grid gap-0.5 border-b border-line px-5 py-4">
        <h2 id="refused" className="text-14 font-heading">
          {m.operator_refused()}
        </h2>
        <p className="text-13 text-ink-2">{m.operator_refused_lead()}</p>
      </header>
      <ul className="divide-y divide-line">
        {data.items.map((refused) => (
          <RefusedRow key={refused.id} refused={refused} />
        ))}
      </ul>
    </section>
  );
}
