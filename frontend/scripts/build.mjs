/** Builds all pages, and writes each text file also compressed. Quiet unless something is wrong. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { build } from 'vite';

import { writeLanding } from './landing.mjs';

const COMPRESSED = new Set(['.css', '.html', '.js', '.json', '.svg']);

await build({ logLevel: 'warn' });
await writeLanding('dist');
compress('dist');
compress('dist/assets');

function compress(folder) {
  for (const name of readdirSync(folder)) {
    if (!COMPRESSED.has(extname(name))) continue;
    const path = join(folder, name);
    const bytes = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(bytes));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
