import { useQuery } from '@tanstack/react-query';

import type { MonitorOut, ShownCertificateOut } from '@/api/schema/types.gen';
import { StateWord } from '@/components/state-word';
import { useNow } from '@/components/time';
import { count, longDate } from '@/lib/format';
import type { MonitorState } from '@/lib/status';
import { m } from '@/messages/messages';
import { certificateQuery } from './api';
import { Panel } from './panel';

const DAY_MS = 86_400_000;
const NAMES_SHOWN = 6;

/** The certificate that the server showed last; nothing where none was seen. */
export function CertificatePanel({ monitor }: { monitor: MonitorOut }) {
  const { data, error } = useQuery(certificateQuery(monitor.id));
  const now = useNow();
  const certificate = data?.certificate;
  if (!data && !error && isEncrypted(monitor)) {
    return (
      <Panel title={m.monitor_certificate()}>
        <output aria-label={m.loading()} className="min-h-63" />
      </Panel>
    );
  }
  if (!certificate) return null;
  const days = Math.floor((Date.parse(certificate.not_after) - now) / DAY_MS);
  return (
    <Panel title={m.monitor_certificate()}>
      <StateWord state={stateOf(days, monitor)} label={days < 0 ? m.monitor_certificate_expired() : m.monitor_certificate_left({ count: days, days: count(days) })} />
      <dl className="grid gap-2 text-13">
        {facts(certificate).map(([name, value]) => (
          <div key={name} className="grid gap-0.5">
            <dt className="text-ink-3">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Whether a certificate is to be expected: its room is kept while it loads. */
function isEncrypted({ kind, target, last_check: seen }: MonitorOut): boolean {
  return seen !== null && (kind === 'tls' || target.startsWith('https:'));
}

function stateOf(days: number, { expect }: MonitorOut): MonitorState {
  if (days < 0) return 'down';
  return days < expect.certificate_days ? 'degraded' : 'up';
}

function facts({ subject, issuer, names, not_before: from, not_after: to, seen_at: seen }: ShownCertificateOut): [string, string][] {
  const rest = names.length - NAMES_SHOWN;
  const first = names.slice(0, NAMES_SHOWN).join(', ');
  return [
    [m.monitor_certificate_subject(), subject],
    [m.monitor_certificate_names(), rest > 0 ? m.monitor_certificate_more({ first, count: rest }) : first],
    [m.monitor_certificate_issuer(), issuer],
    [m.monitor_certificate_valid(), `${longDate(from)} – ${longDate(to)}`],
    [m.monitor_certificate_since(), longDate(seen)],
  ];
}
