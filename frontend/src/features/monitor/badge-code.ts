/** What one copies to show a badge. */
export const BADGE_KINDS = ['status', 'uptime', 'latency'] as const;
export const BADGE_FORMS = ['markdown', 'html', 'shields'] as const;
export type BadgeKind = (typeof BADGE_KINDS)[number];
export type BadgeForm = (typeof BADGE_FORMS)[number];

/** Markdown or HTML of our own picture, or the address of one that shields.io draws. `origin`: `https://…`. */
export function badgeCode(form: BadgeForm, kind: BadgeKind, monitorId: number, name: string, origin: string): string {
  const address = `${origin}/badge/${monitorId}/${kind}`;
  if (form === 'shields') return `https://img.shields.io/endpoint?url=${encodeURIComponent(`${address}.json`)}`;
  if (form === 'html') return `<img src="${address}.svg" alt="${escapeHtml(name)}: ${kind}" height="20">`;
  return `![${name.replace(/[[\]\\]/g, '\\$&')}: ${kind}](${address}.svg)`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
