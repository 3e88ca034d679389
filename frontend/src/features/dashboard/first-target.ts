/** What one types as a first target, made an address: pure. */
export interface FirstTarget {
  target: string;
  name: string;
}

/** `shop.example.com/health` → its https address, named after the host. Null when no address is in it. */
export function readFirstTarget(text: string): FirstTarget | null {
  const given = text.trim();
  const target = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `https://${given}`;
  if (!given || !URL.canParse(target)) return null;
  const { protocol, hostname } = new URL(target);
  if (!/^https?:$/.test(protocol) || !hostname) return null;
  return { target, name: hostname.replace(/^www\./, '') };
}
