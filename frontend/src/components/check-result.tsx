import { PhasesBar } from './charts/phases-bar';
import { StatusChip } from './status-chip';
import type { CertificateOut, ManualCheckOut } from '@/api/schema/types.gen';
import { count, dateTime, latency, longDate } from '@/lib/format';
import { STATUS, type MonitorState } from '@/lib/status';
import { m } from '@/messages/messages';

const DAY_MS = 86_400_000;

/** What a check that was asked for saw: state, a sentence, phases, certificate. */
export function CheckResult({ result }: { result: ManualCheckOut }) {
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <StatusChip state={isState(result.state) ? result.state : 'unknown'} />
        <p className="text-14">{sentence(result)}</p>
      </div>
      <PhasesBar phases={result.phases} />
      {result.certificate && <p className="text-13 text-ink-2">{aboutCertificate(result.certificate, Date.parse(result.slot))}</p>}
    </div>
  );
}

function isState(word: string): word is MonitorState {
  return word in STATUS;
}

/** `HTTP 200 in 118 ms from 203.0.113.7.`, or why not. */
function sentence({ message, latency_ms: ms, http_status: status, address }: ManualCheckOut): string {
  const seen = [status === null ? '' : `HTTP ${status}`, ms === null ? '' : latency(ms), address ?? ''].filter(Boolean).join(' · ');
  return [message, seen].filter(Boolean).join(' ');
}

/** Whom the certificate names, who issued it, until when. `now` in milliseconds. */
export function aboutCertificate(certificate: CertificateOut, now: number): string {
  const end = Date.parse(certificate.not_after);
  const days = Math.floor((end - now) / DAY_MS);
  const known = { name: certificate.subject || (certificate.names[0] ?? ''), issuer: certificate.issuer, date: longDate(certificate.not_after) };
  if (days < 0) return m.monitor_certificate_over({ ...known, date: dateTime(certificate.not_after) });
  return m.monitor_certificate_until({ ...known, days: count(days) });
}
