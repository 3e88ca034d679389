/**
 * Compiles messages/{locale}/*.json into typed functions, src/messages: one small module a message.
 *
 * Into a folder of its own first: a file is replaced only when it differs, and at once, so that whoever reads meanwhile
 * (a development server, tests) never finds it missing.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { compile } from '@inlang/paraglide-js';

const TARGET = 'src/messages';

mkdirSync('node_modules/.cache', { recursive: true });
const fresh = mkdtempSync('node_modules/.cache/messages-');
await compile({
  project: './project.inlang',
  outdir: fresh,
  strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
  cookieName: 'language',
  emitGitIgnore: false,
  emitPrettierIgnore: false,
});
const names = filesOf(fresh);
for (const name of names) replace(name);
for (const name of filesOf(TARGET)) if (!names.includes(name)) rmSync(join(TARGET, name), { force: true });
rmSync(fresh, { recursive: true });
process.exit(0); // the compiler keeps a connection open

function filesOf(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function replace(name) {
  const bytes = readFileSync(join(fresh, name));
  const path = join(TARGET, name);
  if (existsSync(path) && bytes.equals(readFileSync(path))) return;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, bytes);
  renameSync(unfinished, path);
}
