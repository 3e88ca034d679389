import type { MonitorIn } from '@/api/schema/types.gen';

/** A monitor with defaults from what somebody pastes: named after its host; without a scheme it is https. Null: no address. */
export function fromAddress(text: string): MonitorIn | null {
  const typed = text.trim();
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, href } = new URL(address);
  if (!/^https?:$/.test(protocol) || !/[.:]|^localhost$/.test(hostname)) return null;
  return { kind: 'http', target: href, name: hostname.replace(/^www\./, '') };
}
