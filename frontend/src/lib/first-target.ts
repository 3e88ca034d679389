import type { MonitorIn } from '@/api/schema/types.gen';

/**
 * A monitor with defaults from what somebody types or pastes: named after its host; without a scheme it is https.
 * Null: no address, or a single word that could be anything.
 */
export function readFirstTarget(text: string): MonitorIn | null {
  const typed = text.trim();
  const hasScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(typed);
  const target = hasScheme ? typed : `https://${typed}`;
  if (!URL.canParse(target)) return null;
  const { protocol, hostname } = new URL(target);
  if (!/^https?:$/.test(protocol) || !(hasScheme || /[.:]|^localhost$/.test(hostname))) return null;
  return { kind: 'http', target, name: hostname.replace(/^www\./, '') };
}
