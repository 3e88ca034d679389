/**
 * Writes into the head of the application's page what its first view needs besides the application itself, so that the
 * browser asks for it at once and not one after the other: the font, and the code of the page that the address names.
 *
 * One HTML file serves all addresses, so a line of script picks the page; the policy lets it run as any other.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const FONT = /geist-latin-wght/;
/** What an address begins with, and the page it shows. Others come a moment later. */
const PAGES = {
  '/login$': 'src/features/auth/login-page.tsx',
  '/register$': 'src/features/auth/register-page.tsx',
  '/invite$': 'src/features/auth/invite-page.tsx',
  '/overview$': 'src/features/dashboard/dashboard-page.tsx',
  '/w/[^/]+/?$': 'src/features/workspace/workspace-page.tsx',
  '/w/[^/]+/monitors/\\d+$': 'src/features/monitor/monitor-page.tsx',
};
const ENTRY = 'app.html';

export function writeHead(folder) {
  const manifest = JSON.parse(readFileSync(`${folder}/.vite/manifest.json`, 'utf8'));
  const path = `${folder}/${ENTRY}`;
  const font = manifest[ENTRY].assets.find((name) => FONT.test(name));
  const head = `<link rel="preload" href="/${font}" as="font" type="font/woff2" crossorigin>\n    ${script(manifest)}\n    `;
  const html = readFileSync(path, 'utf8');
  const place = html.indexOf('<script type="module"');
  if (place < 0 || !font) throw new Error('app.html is not as expected');
  writeFileSync(path, html.slice(0, place) + head + html.slice(place));
}

function script(manifest) {
  const known = filesOf(manifest, ENTRY);
  const files = Object.fromEntries(Object.entries(PAGES).map(([address, page]) => [address, filesOf(manifest, page).filter((name) => !known.includes(name))]));
  const all = [...new Set(Object.values(files).flat())];
  const pages = Object.entries(files).map(([address, names]) => [address, names.map((name) => all.indexOf(name))]);
  const names = all.map((name) => name.replace(/^assets\//, ''));
  const add = 'for(const i of n){const l=document.createElement("link");l.rel=f[i].endsWith("css")?"preload":"modulepreload";l.as=f[i].endsWith("css")?"style":"script";l.crossOrigin="";l.href="/assets/"+f[i];document.head.append(l)}';
  return `<script>/*preload*/(()=>{const f=${JSON.stringify(names)};for(const[a,n]of ${JSON.stringify(pages)})if(new RegExp("^"+a).test(location.pathname))${add}})()</script>`;
}

/** A chunk's file and styles, and those of all it imports statically. */
function filesOf(manifest, name, found = new Set()) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`${name} is not in the build`);
  if (found.has(chunk.file)) return [...found];
  found.add(chunk.file);
  for (const style of chunk.css ?? []) found.add(style);
  for (const one of chunk.imports ?? []) filesOf(manifest, one, found);
  return [...found];
}
