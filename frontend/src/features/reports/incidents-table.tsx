import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import type { SlaReportOut } from '@/api/schema/types.gen';
import { Section } from '@/components/section';
import { Time } from '@/components/time';
import { duration } from '@/lib/format';
import { reasonWords } from '@/lib/reasons';
import { m } from '@/messages/messages';

const SHOWN = 20;

/** Outages as they were recorded, oldest first; on paper all of them. */
export function IncidentsTable({ workspaceId, report: { incidents, exclusions } }: { workspaceId: string; report: SlaReportOut }) {
  const [isAll, setAll] = useState(false);
  const agreed = exclusions.filter(({ revoked_at }) => revoked_at === null);
  return (
    <Section title={m.reports_incidents()}>
      {!incidents.length && <p className="card px-5 py-4 text-14 text-ink-2">{m.reports_no_incident()}</p>}
      <ul className="card divide-y divide-line empty:hidden">
        {incidents.map(({ monitor_id: id, monitor, start, end, seconds, reason }, place) => {
          const cut = agreed.find((one) => one.start < (end ?? one.end) && start < one.end);
          return (
            <li
              key={`${id} ${start}`}
              className={`grid items-baseline gap-x-5 gap-y-0.5 px-5 py-2.5 sm:grid-cols-[11rem_minmax(0,1fr)_minmax(0,1.3fr)_7rem] ${!isAll && place >= SHOWN ? 'hidden print:grid' : ''}`}
            >
              <span className="text-13 text-ink-2">
                <Time at={start} />
              </span>
              <Link to="/w/$workspaceId/monitors/$monitorId" params={{ workspaceId, monitorId: String(id) }} className="truncate font-label no-underline hover:underline">
                {monitor}
              </Link>
              <span className="text-14 text-ink-2">
                {reasonWords({ reason, message: reason, http_status: null })}
                {cut && <span className="text-ink-3"> {m.reports_cut({ reason: cut.reason })}</span>}
              </span>
              <span className="sm:text-right">{seconds === null ? m.reports_goes_on() : duration(seconds)}</span>
            </li>
          );
        })}
      </ul>
      {incidents.length > SHOWN && (
        <button type="button" className="link min-h-6 justify-self-start text-13 print:hidden" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll ? m.reports_less() : m.reports_more({ count: incidents.length - SHOWN })}
        </button>
      )}
    </Section>
  );
}
