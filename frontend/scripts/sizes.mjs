/** Holds the built pages to their budgets: JavaScript, styles and fonts of the first view, compressed with gzip. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const KB = 1000;
/** What a page's first view loads: an entry, and pages that are loaded by it at once. In kB. */
const BUDGETS = [
  { page: 'landing', html: 'dist/index.html', js: 8, css: 6 },
  { page: 'application, overview', entries: ['app.html', 'src/features/dashboard/dashboard-page.tsx'], js: 160, css: 22 },
  { page: 'application, workspace', entries: ['app.html', 'src/features/workspace/workspace-page.tsx'], js: 160, css: 22 },
  { page: 'application, sign in', entries: ['app.html', 'src/features/auth/login-page.tsx'], js: 160, css: 22 },
];

const rows = BUDGETS.map(measure);
for (const row of rows) process.stdout.write(`${row.page.padEnd(26)} js ${kb(row.js)} of ${row.jsLimit} kB, css ${kb(row.css)} of ${row.cssLimit} kB\n`);
process.exitCode = rows.some((row) => row.js > row.jsLimit * KB || row.css > row.cssLimit * KB) ? 1 : 0;

function measure(budget) {
  const files = budget.html ? linked(budget.html) : loaded(budget.entries);
  const total = (suffix) => [...files].filter((name) => name.endsWith(suffix)).reduce((sum, name) => sum + compressed(name), 0);
  return { page: budget.page, js: total('.js'), css: total('.css'), jsLimit: budget.js, cssLimit: budget.css };
}

/** The entries' files and everything they import statically. */
function loaded(entries, files = new Set()) {
  for (const name of entries) {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`${name} is not in the build`);
    if (files.has(chunk.file)) continue;
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    loaded(chunk.imports ?? [], files);
  }
  return files;
}

/** Scripts and styles that a page names. */
function linked(path) {
  const html = readFileSync(path, 'utf8');
  return new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]));
}

function compressed(name) {
  return gzipSync(readFileSync(`dist/${name}`), { level: 9 }).length;
}

function kb(bytes) {
  return (bytes / KB).toFixed(1).padStart(6);
}
