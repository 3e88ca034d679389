/** Why something is not up, in a few words and in the reader's language. The API's own sentences are longer, and English. */
import { m } from '@/messages/messages';

const WORDS: Record<string, () => string> = {
  timeout: m.reason_timeout,
  connection_refused: m.reason_connection_refused,
  connection_reset: m.reason_connection_reset,
  unreachable: m.reason_unreachable,
  target_not_allowed: m.reason_target_not_allowed,
  target_invalid: m.reason_target_invalid,
  dns_nxdomain: m.reason_dns_nxdomain,
  dns_servfail: m.reason_dns_servfail,
  dns_timeout: m.reason_dns_timeout,
  dns_empty: m.reason_dns_empty,
  dns_cname_loop: m.reason_dns_cname_loop,
  dns_refused: m.reason_dns_refused,
  dns_malformed: m.reason_dns_malformed,
  dns_unexpected_answer: m.reason_dns_unexpected_answer,
  tls_expired: m.reason_tls_expired,
  tls_not_yet_valid: m.reason_tls_not_yet_valid,
  tls_wrong_name: m.reason_tls_wrong_name,
  tls_self_signed: m.reason_tls_self_signed,
  tls_untrusted: m.reason_tls_untrusted,
  tls_old_protocol: m.reason_tls_old_protocol,
  tls_handshake_timeout: m.reason_tls_handshake_timeout,
  tls_not_tls: m.reason_tls_not_tls,
  tls_handshake_failed: m.reason_tls_handshake_failed,
  tls_expires_soon: m.reason_tls_expires_soon,
  http_status: m.reason_http_status,
  http_malformed: m.reason_http_malformed,
  http_too_many_redirects: m.reason_http_too_many_redirects,
  http_bad_redirect: m.reason_http_bad_redirect,
  http_body_lacks_text: m.reason_http_body_lacks_text,
  http_body_has_text: m.reason_http_body_has_text,
  http_json_invalid: m.reason_http_json_invalid,
  http_json_mismatch: m.reason_http_json_mismatch,
  http_header_mismatch: m.reason_http_header_mismatch,
  http_headers_too_large: m.reason_http_headers_too_large,
  http_incomplete: m.reason_http_incomplete,
  http_undecodable: m.reason_http_undecodable,
  too_slow: m.reason_too_slow,
  icmp_unreachable: m.reason_icmp_unreachable,
  icmp_not_permitted: m.reason_icmp_not_permitted,
  heartbeat_waiting: m.reason_heartbeat_waiting,
  heartbeat_late: m.reason_heartbeat_late,
  heartbeat_failed: m.reason_heartbeat_failed,
  heartbeat_exit_status: m.reason_heartbeat_exit_status,
  not_run: m.reason_not_run,
  probe_offline: m.reason_probe_offline,
  probe_error: m.reason_probe_error,
  not_confirmed: m.reason_not_confirmed,
};

interface Seen {
  reason: string | null;
  message: string | null;
  http_status: number | null;
}

/** `HTTP 503`, `Certificate expired`; for a reason that is not known here the API's sentence. */
export function reasonWords({ reason, message, http_status }: Seen): string {
  if (reason === 'http_status' && http_status) return `HTTP ${http_status}`;
  return (reason ? WORDS[reason]?.() : undefined) ?? message ?? '';
}
