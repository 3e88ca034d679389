import type { ReactNode } from 'react';

import type { OperatorOut } from '@/api/schema/types.gen';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';

const REGISTRATION = {
  open: m.operator_registration_open,
  invite: m.operator_registration_invite,
  closed: m.operator_registration_closed,
};

/** What the installation is, in a column. */
export function Facts({ found }: { found: OperatorOut }) {
  const size = [
    m.operator_users({ count: found.users }),
    m.operator_workspaces({ count: found.workspaces }),
    m.operator_monitors({ count: found.monitors }),
  ];
  const facts: [string, ReactNode][] = [
    [m.operator_numbers(), size.map((line) => <span key={line} className="block">{line}</span>)],
    [m.operator_version(), found.version],
    [m.operator_engine(), found.engine === 'timescale' ? m.operator_engine_timescale() : m.operator_engine_postgres()],
    [m.operator_schema(), found.schema_revision],
    [m.operator_since(), longDate(found.created_at)],
    [m.operator_registration(), REGISTRATION[found.registration]()],
    [m.operator_smtp(), found.has_smtp ? m.operator_smtp_set() : m.operator_smtp_none()],
  ];
  return (
    <section aria-label={m.operator_facts()} className="card">
      <dl className="divide-y divide-line">
        {facts.map(([name, value]) => (
          <div key={name} className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-3 px-5 py-3 text-14">
            <dt className="text-ink-2">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
