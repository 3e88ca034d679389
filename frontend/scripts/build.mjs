/**
 * Builds all pages, and writes each text file also compressed. Quiet unless something is wrong.
 *
 * The application is built once a language (app.html, app.it.html, app.de.html), so nobody loads the texts of three; what
 * does not differ has the same name and content, and is one file.
 */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { build } from 'vite';

import { writeHead } from './head.mjs';
import { writeLanding } from './landing.mjs';
import { writePolicy } from './policy.mjs';

const COMPRESSED = new Set(['.css', '.html', '.js', '.json', '.svg']);
const LOCALES = ['it', 'de', 'en']; // the last one's manifest stays: sizes.mjs and landing.mjs read it
const RUNTIME = '/src/messages/runtime.js';
const OPEN = 'export const experimentalStaticLocale = undefined;';

rmSync('dist', { recursive: true, force: true });
for (const locale of LOCALES) {
  await build({ logLevel: 'warn', build: { emptyOutDir: false }, plugins: [speaking(locale)] });
  writeHead('dist');
  if (locale !== 'en') renameSync('dist/app.html', `dist/app.${locale}.html`);
}
await writeLanding('dist');
writePolicy('dist');
compress('dist');
compress('dist/assets');

/** Fix the language, so that the bundler drops the texts of the others. */
function speaking(locale) {
  return {
    name: 'speaking',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(RUNTIME)) return null;
      if (!code.includes(OPEN)) throw new Error(`${RUNTIME} has changed: look for ${OPEN}`);
      return code.replace(OPEN, `export const experimentalStaticLocale = "${locale}";`);
    },
    transformIndexHtml: (html) => html.replace('<html lang="en">', `<html lang="${locale}">`),
  };
}

function compress(folder) {
  for (const name of readdirSync(folder)) {
    if (!COMPRESSED.has(extname(name))) continue;
    const path = join(folder, name);
    const bytes = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(bytes));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
