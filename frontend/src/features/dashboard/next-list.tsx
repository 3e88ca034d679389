import { Link } from '@tanstack/react-router';

import type { CertificateEndOut, ComingWorkOut } from '@/api/schema/types.gen';
import { plannedWords } from '@/components/planned-words';
import { Section } from '@/components/section';
import { useNow } from '@/components/time';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  certificates: readonly CertificateEndOut[];
  works: readonly ComingWorkOut[];
}

/** What comes: planned work, certificates that end. */
export function NextList({ certificates, works }: Props) {
  const now = useNow();
  return (
    <Section title={m.dashboard_next()}>
      {certificates.length + works.length === 0 ? (
        <p className="card px-4 py-3 text-ink-2">{m.dashboard_nothing_next()}</p>
      ) : (
        <ul className="card divide-y divide-line">
          {works.map((work) => (
            <li key={`work ${work.window_id}`} className="relative grid gap-0.5 px-4 py-2.5 hover:bg-raised">
              <Link to="/w/$workspaceId/maintenance" params={{ workspaceId: work.workspace_id }} className="no-underline after:absolute after:inset-0">
                {plannedWords(work, now)}
              </Link>
              <span className="truncate text-13 text-ink-3">
                {work.title} · {work.workspace_name}
              </span>
            </li>
          ))}
          {certificates.map((one) => (
            <li key={one.monitor_id} className="relative grid gap-0.5 px-4 py-2.5 hover:bg-raised">
              <Link
                to="/w/$workspaceId/monitors/$monitorId"
                params={{ workspaceId: one.workspace_id, monitorId: String(one.monitor_id) }}
                className="truncate no-underline after:absolute after:inset-0"
              >
                {m.dashboard_certificate({ name: one.monitor_name })}
              </Link>
              <span className="text-13 text-ink-3">
                {one.days_left < 0 ? m.dashboard_expired() : m.dashboard_expires({ count: one.days_left })} · {longDate(one.expires_at)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
