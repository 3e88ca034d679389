/** Writes the landing page, once a language: rendered by React at build time, and nothing of React is sent. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build } from 'vite';

const LOCALES = ['en', 'it', 'de'];
const ENTRY = 'src/site/landing.ts';
const THEME = /<script>.*?<\/script>/s;

export async function writeLanding(folder) {
  const manifest = JSON.parse(readFileSync(`${folder}/.vite/manifest.json`, 'utf8'));
  const { file, css } = manifest[ENTRY];
  const styles = readFileSync(`${folder}/${css[0]}`, 'utf8');
  const theme = readFileSync('app.html', 'utf8').match(THEME)[0];
  const icon = manifest['src/styles/icon.svg'].file;
  const font = [...styles.matchAll(/\/(assets\/geist-latin[^)"]+)/g)][0][1];
  const render = await loadRenderer();
  const script = gzipSync(readFileSync(`${folder}/${file}`), { level: 9 }).length;
  for (const locale of LOCALES) {
    const head = { theme, icon, font, file, styles };
    const draft = document(locale, render(locale, { page: 0, script }), head);
    const page = gzipSync(draft, { level: 9 }).length;
    const name = locale === 'en' ? 'index.html' : `index.${locale}.html`;
    writeFileSync(`${folder}/${name}`, document(locale, render(locale, { page, script }), head));
  }
}

/** Build the renderer for Node into a folder that is thrown away, and load it. */
async function loadRenderer() {
  const outDir = mkdtempSync(join(tmpdir(), 'healther-landing-'));
  await build({ logLevel: 'warn', build: { ssr: 'src/site/prerender.tsx', outDir, emptyOutDir: true, rolldownOptions: { input: 'src/site/prerender.tsx' } }, ssr: { noExternal: true } });
  const { render } = await import(pathToFileURL(join(outDir, 'prerender.js')));
  rmSync(outDir, { recursive: true });
  return render;
}

function document(locale, { html, title, description }, { theme, icon, font, file, styles }) {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${description}">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#F0EEE9">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#101114">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<link rel="icon" href="/${icon}" type="image/svg+xml">
<link rel="preload" href="/${font}" as="font" type="font/woff2" crossorigin>
${theme}
<style>${styles}</style>
<script type="module" src="/${file}"></script>
</head>
<body>${html}</body>
</html>
`;
}
