import { expect, it } from 'vitest';

import { buildLinks, buildSnippets } from './snippets';
import { WORKSPACE_ID } from '@/test/factories';

it('writes badges that cannot break out of what they are put into', () => {
  const page = { workspace_id: WORKSPACE_ID, url: 'https://h.example/status/acme', slug: 'acme', is_public: true, title: null, description: null, items: [] };
  const item = { monitor_id: 7, name: 'A "quoted" [name]', is_public: true, public_name: null, group: null, position: 0 };
  const { badge, lines } = buildSnippets(page, item, 'uptime');
  expect(badge).toBe('/badge/7/uptime.svg');
  expect(lines[0]?.text).toBe('[![A quoted name](https://h.example/badge/7/uptime.svg)](https://h.example/status/acme)');
  expect(lines[1]?.text).toContain('alt="A quoted name"');
  expect(lines[2]?.text).toContain('url=https%3A%2F%2Fh.example%2Fbadge%2F7%2Fuptime.json');
  expect(buildLinks(page.url)[0]?.text).toBe('https://h.example/status/acme/history.atom');
});
