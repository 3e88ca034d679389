/** What people paste as a target, made into what a kind expects, and the name that is suggested for it. */
import type { Kind } from './draft';

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Web addresses get their scheme; the other kinds lose scheme, path and what else a pasted address carries. */
export function tidyTarget(kind: Kind, text: string): string {
  const target = text.trim();
  if (!target || kind === 'heartbeat') return '';
  if (kind === 'http') return SCHEME.test(target) ? target : `https://${target}`;
  const authority = target.replace(SCHEME, '').replace(/[/?#].*$/, '').replace(/^.*@/, '');
  if (kind === 'icmp' || kind === 'dns') return withoutPort(authority);
  const port = portOf(target);
  return kind === 'tcp' && port && !/:\d+$/.test(authority) ? `${authority}:${port}` : authority;
}

/** What the monitor is called if nobody says: `shop.acme.io/cart`, `db.acme.io:5432`. */
export function suggestName(kind: Kind, target: string): string {
  if (kind === 'heartbeat') return '';
  const bare = target.replace(SCHEME, '').replace(/^www\./i, '').replace(/[?#].*$/, '').replace(/\/+$/, '');
  return bare.slice(0, 200);
}

/** Tell the kind from what was pasted; null when it says nothing. */
export function guessKind(text: string): Kind | null {
  const target = text.trim();
  if (/^https?:\/\//i.test(target)) return 'http';
  if (/^[^/\s]+:\d+$/.test(target)) return target.endsWith(':443') ? 'tls' : 'tcp';
  return null;
}

function withoutPort(authority: string): string {
  const isBareIpv6 = (authority.match(/:/g)?.length ?? 0) > 1 && !authority.startsWith('[');
  return isBareIpv6 ? authority : authority.replace(/:\d+$/, '');
}

const PORTS: Record<string, number> = { http: 80, https: 443, ssh: 22, smtp: 25, postgres: 5432, postgresql: 5432, mysql: 3306, redis: 6379 };

function portOf(target: string): number | undefined {
  return SCHEME.test(target) ? PORTS[target.slice(0, target.indexOf(':')).toLowerCase()] : undefined;
}
