/** What people call the fields, by the API's names. */
import { m } from '@/messages/messages';

const LABELS: Record<string, () => string> = {
  target: () => m.form_field_target(),
  name: () => m.form_field_name(),
  kind: () => m.form_field_kind(),
  period: () => m.form_field_period(),
  timeout_s: () => m.form_field_timeout(),
  'confirm.failures': () => m.form_field_failures(),
  'confirm.recoveries': () => m.form_field_recoveries(),
  'confirm.retry_s': () => m.form_field_retry(),
  grace_s: () => m.form_field_grace(),
  retention_days: () => m.form_field_retention(),
  'expect.status': () => m.form_field_status(),
  'expect.body_contains': () => m.form_field_contains(),
  'expect.body_not_contains': () => m.form_field_lacks(),
  'expect.json': () => m.form_field_json(),
  'expect.header': () => m.form_field_expect_header(),
  'expect.max_latency_ms': () => m.form_field_max_latency(),
  'expect.degraded_latency_ms': () => m.form_field_degraded_latency(),
  'expect.answers': () => m.form_field_answers(),
  'expect.certificate_days': () => m.form_field_certificate(),
  method: () => m.form_field_method(),
  headers: () => m.form_field_headers(),
  body: () => m.form_field_body(),
  follow_redirects: () => m.form_field_redirects(),
  verify_tls: () => m.form_field_verify(),
  dns_record: () => m.form_field_record(),
  dns_resolver: () => m.form_field_resolver(),
  tags: () => m.form_field_tags(),
  group: () => m.form_field_group(),
  recipients: () => m.form_field_recipients(),
  is_public: () => m.form_field_public(),
  public_name: () => m.form_field_public_name(),
};

/** The name of a field for people; of one that has none, the API's name. */
export function labelOf(field: string): string {
  return LABELS[field]?.() ?? field;
}
