/** Writes the pages' Content-Security-Policy: policy.txt for the API, policy.conf for nginx. It lets their own inline scripts run. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const INLINE = /<script>(.*?)<\/script>/gs;

export function writePolicy(folder) {
  const pages = readdirSync(folder).filter((name) => name.endsWith('.html'));
  const scripts = pages.flatMap((name) => [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(INLINE)].map((found) => found[1]));
  const hashes = [...new Set(scripts)].map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const policy = [
    "default-src 'none'",
    ["script-src 'self'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'", // React Aria adds a style element of its own
    "font-src 'self'",
    "img-src 'self' data: blob:", // photos, also before they are saved
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  writeFileSync(`${folder}/policy.txt`, policy);
  writeFileSync(`${folder}/policy.conf`, headers(policy));
}

function headers(policy) {
  const lines = {
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-cache',
    Vary: 'Accept-Encoding, Accept-Language, Cookie',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
  };
  return Object.entries(lines).map(([name, value]) => `add_header ${name} "${value}";\n`).join('');
}
