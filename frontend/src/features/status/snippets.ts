/** What people copy from a status page's settings: pure. */
import type { StatusPageItemOut, StatusPageOut } from '@/api/schema/types.gen';

export type BadgeKind = 'status' | 'uptime' | 'latency';

interface Line {
  name: string;
  text: string;
}

/** A monitor's badge: where it is (on this site), and how it is put into a page. */
export function buildSnippets(page: StatusPageOut, item: StatusPageItemOut, kind: BadgeKind): { badge: string; lines: Line[] } {
  const badge = `/badge/${item.monitor_id}/${kind}.svg`;
  const { origin } = new URL(page.url);
  const name = (item.public_name ?? item.name).replace(/[[\]<>"&]/g, '');
  const json = encodeURIComponent(`${origin}/badge/${item.monitor_id}/${kind}.json`);
  return {
    badge,
    lines: [
      { name: 'Markdown', text: `[![${name}](${origin}${badge})](${page.url})` },
      { name: 'HTML', text: `<a href="${page.url}"><img src="${origin}${badge}" alt="${name}"></a>` },
      { name: 'shields.io', text: `https://img.shields.io/endpoint?url=${json}` },
    ],
  };
}

/** What programs and feed readers take. */
export function buildLinks(url: string): Line[] {
  return [
    { name: 'Atom', text: `${url}/history.atom` },
    { name: 'JSON', text: `${url}/api/v2/summary.json` },
  ];
}
