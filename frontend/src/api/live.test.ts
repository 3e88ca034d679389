import { ws } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ApiError } from './client';
import { Live, type Change, type LiveOptions } from './live';
import { server } from '@/test/server';

const ADDRESS = 'ws://localhost/api/v1/live';
const A = '0190a000-0000-7000-8000-00000000000a';
const AT = '2026-11-21T14:02:00Z';
const link = ws.link(ADDRESS);

interface Peer {
  heard: Record<string, unknown>[];
  send: (frame: object) => void;
  close: (code: number) => void;
}

/** A server that answers as docs/live.md says; `seq` is the number it is at. */
function serve(seq: number) {
  const peers: Peer[] = [];
  server.use(
    link.addEventListener('connection', ({ client }) => {
      const send = (frame: object) => client.send(JSON.stringify(frame));
      const peer: Peer = { heard: [], send, close: (code) => client.close(code) };
      peers.push(peer);
      client.addEventListener('message', (event) => {
        const message = JSON.parse(String(event.data)) as Record<string, unknown>;
        peer.heard.push(message);
        if (message.type === 'ticket') send({ type: 'ready' });
        if (message.type === 'subscribe') send({ type: 'subscribed', all: true, workspaces: [{ workspace_id: A, seq }] });
      });
    }),
  );
  return peers;
}

function state(seq: number) {
  return { type: 'state', seq, workspace_id: A, monitor_id: 1, at: AT, old_state: 'up', new_state: 'down' };
}

function follow(given: Partial<LiveOptions> = {}) {
  const seen = { changes: [] as Change[], resyncs: [] as (string | null)[], states: [] as string[] };
  const live = new Live({
    address: ADDRESS,
    openTicket: () => Promise.resolve('t'),
    onChange: (change) => seen.changes.push(change),
    onResync: (id) => seen.resyncs.push(id),
    onState: (state) => seen.states.push(state),
    ...given,
  });
  lives.push(live);
  live.start();
  return { live, seen };
}

const lives: Live[] = [];
const numbers = (changes: readonly Change[]) => changes.map((change) => ('seq' in change ? change.seq : 0));

describe('the live connection', () => {
  beforeEach(() => vi.spyOn(Math, 'random').mockReturnValue(0));
  afterEach(() => {
    for (const live of lives.splice(0)) live.stop();
  });

  it('shows its ticket, follows everything, and fetches the state once', async () => {
    const peers = serve(41);
    const { seen } = follow();
    await expect.poll(() => seen.states.at(-1)).toBe('live');
    expect(peers[0]?.heard).toEqual([{ type: 'ticket', ticket: 't' }, { type: 'subscribe', all: true }]);
    expect(seen.resyncs).toEqual([null]);
  });

  it('gives each change once, in its order, and asks for what was left out', async () => {
    const peers = serve(41);
    const { seen } = follow();
    await expect.poll(() => seen.states.at(-1)).toBe('live');
    for (const seq of [42, 42, 44]) peers[0]?.send(state(seq));
    await expect.poll(() => peers[0]?.heard.at(-1)).toEqual({ type: 'since', workspace_id: A, seq: 42 });
    for (const seq of [43, 44]) peers[0]?.send(state(seq));
    await expect.poll(() => numbers(seen.changes)).toEqual([42, 43, 44]);
  });

  it('believes a heartbeat that says more was sent, and fetches what cannot be told any more', async () => {
    const peers = serve(41);
    const { seen } = follow();
    await expect.poll(() => seen.states.at(-1)).toBe('live');
    peers[0]?.send({ type: 'heartbeat', workspace_id: A, seq: 50, at: AT });
    await expect.poll(() => peers[0]?.heard.at(-1)).toEqual({ type: 'since', workspace_id: A, seq: 41 });
    peers[0]?.send({ type: 'resync', workspace_id: A, seq: 50, at: AT });
    await expect.poll(() => seen.resyncs).toEqual([null, A]);
    peers[0]?.send(state(51));
    await expect.poll(() => numbers(seen.changes)).toEqual([51]);
  });

  it('comes back after a loss and asks for the time between', async () => {
    const peers = serve(41);
    const { seen } = follow();
    await expect.poll(() => seen.states.at(-1)).toBe('live');
    server.resetHandlers();
    const later = serve(43);
    peers[0]?.close(1012);
    await expect.poll(() => later[0]?.heard.at(-1), { timeout: 5_000 }).toEqual({ type: 'since', workspace_id: A, seq: 41 });
    expect(seen.states).toEqual(['connecting', 'live', 'waiting', 'waiting', 'live']);
    expect(seen.resyncs).toEqual([null]);
  });

  it('gives the socket back while nobody looks', async () => {
    const peers = serve(41);
    const { live, seen } = follow();
    await expect.poll(() => seen.states.at(-1)).toBe('live');
    live.pause();
    expect(seen.states.at(-1)).toBe('paused');
    live.start();
    await expect.poll(() => peers.length).toBe(2);
    await expect.poll(() => seen.states.at(-1)).toBe('live');
  });

  it('gives up when the session has ended, and tries again when the server is away', async () => {
    const refused = vi.fn<() => Promise<string>>().mockRejectedValue(new ApiError(401, 'unauthorized', '', null));
    const { seen } = follow({ openTicket: refused });
    const away = vi.fn<() => Promise<string>>().mockRejectedValue(new ApiError(503, 'unavailable', '', null));
    follow({ openTicket: away });
    await expect.poll(() => away.mock.calls.length, { timeout: 5_000 }).toBeGreaterThan(1);
    expect(refused).toHaveBeenCalledTimes(1);
    expect(seen.states).toEqual(['connecting']);
  });
});
