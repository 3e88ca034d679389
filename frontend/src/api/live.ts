/**
 * The live connection (docs/live.md): what changed, within a second, each change once and in its order.
 *
 * It keeps the highest number of each workspace. A number left out is asked for (`since`); what the server cannot tell
 * any more (`resync`) is fetched anew. Silence, a lost socket and a refused ticket lead to another try, ever later.
 */
export interface StateFrame {
  type: 'state';
  seq: number;
  workspace_id: string;
  monitor_id: number;
  at: string;
  old_state: string | null;
  new_state: string | null;
}
export interface IncidentFrame {
  type: 'incident';
  seq: number;
  workspace_id: string;
  monitor_id: number;
  at: string;
  incident_id: number;
  event: 'opened' | 'closed';
  reason: string | null;
  end_cause: string | null;
}
export interface CheckFrame {
  type: 'check';
  workspace_id: string;
  monitor_id: number;
  at: string;
  outcome: string;
  latency_ms: number | null;
  state: string;
}
export type Change = StateFrame | IncidentFrame | CheckFrame;

type Frame =
  | Change
  | { type: 'ready' }
  | { type: 'subscribed'; workspaces: { workspace_id: string; seq: number }[] }
  | { type: 'heartbeat' | 'resync'; workspace_id: string; seq: number; at: string };

export interface LiveOptions {
  /** `wss://…/api/v1/live`. */
  address: string;
  /** Buys a ticket; an `ApiError` with 401 or 403 ends everything. */
  openTicket: () => Promise<string>;
  onChange: (change: Change) => void;
  /** The state must be fetched anew: of one workspace, or of all (null). */
  onResync: (workspaceId: string | null) => void;
  onState: (state: 'connecting' | 'live' | 'waiting' | 'paused') => void;
}

const SILENCE_MS = 15_000;
const ANSWERED_WITHIN_MS = 4_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const CROWDED = 4429;
const REFUSED = 4400;

/** One connection after the other, until `stop`. */
export class Live {
  private socket: WebSocket | null = null;
  private readonly numbers = new Map<string, number>();
  private readonly asked = new Map<string, { kept: number; atMs: number }>();
  private losses = 0;
  private isStopped = false;
  private isPaused = false;
  private again: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private readonly options: LiveOptions;

  constructor(options: LiveOptions) {
    this.options = options;
  }

  start(): void {
    if (this.isStopped || this.socket) return;
    this.isPaused = false;
    clearTimeout(this.again);
    void this.connect();
  }

  stop(): void {
    this.isStopped = true;
    this.drop();
  }

  /** Nobody looks: the connection is given back; `start` goes on where it was. */
  pause(): void {
    this.isPaused = true;
    this.drop();
    this.options.onState('paused');
  }

  private async connect(): Promise<void> {
    this.options.onState(this.losses ? 'waiting' : 'connecting');
    let ticket: string;
    try {
      ticket = await this.options.openTicket();
    } catch (error) {
      if (isForbidden(error)) this.isStopped = true;
      else this.retry();
      return;
    }
    if (!this.isStopped && !this.isPaused && !this.socket) this.open(ticket);
  }

  private open(ticket: string): void {
    const socket = new WebSocket(this.options.address);
    this.socket = socket;
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'ticket', ticket })));
    socket.addEventListener('message', (event) => this.hear(JSON.parse(String(event.data)) as Frame));
    socket.addEventListener('close', (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (event.code === REFUSED) this.isStopped = true;
      this.retry(event.code === CROWDED ? LONGEST_WAIT_MS : 0);
    });
    this.expectSign();
  }

  private hear(frame: Frame): void {
    this.expectSign();
    if (frame.type === 'ready') this.say({ type: 'subscribe', all: true });
    else if (frame.type === 'subscribed') this.begin(frame.workspaces);
    else if (frame.type === 'check') this.options.onChange(frame);
    else if (frame.type === 'state' || frame.type === 'incident') this.take(frame);
    else if (frame.type === 'heartbeat') this.compare(frame.workspace_id, frame.seq);
    else if (frame.type === 'resync') this.anew(frame.workspace_id, frame.seq);
  }

  /** The first time everything is fetched after `subscribed`; later only what was missed is asked for. */
  private begin(workspaces: readonly { workspace_id: string; seq: number }[]): void {
    const isFirst = this.numbers.size === 0;
    this.losses = 0;
    this.asked.clear();
    for (const { workspace_id: id, seq } of workspaces) {
      if (this.numbers.has(id)) this.compare(id, seq);
      else this.numbers.set(id, seq);
    }
    if (isFirst) this.options.onResync(null);
    if (!workspaces.length) clearTimeout(this.watchdog);
    this.options.onState('live');
  }

  private take(frame: StateFrame | IncidentFrame): void {
    const kept = this.numbers.get(frame.workspace_id) ?? frame.seq - 1;
    if (frame.seq <= kept) return;
    if (frame.seq > kept + 1) {
      this.ask(frame.workspace_id, kept, frame.seq);
      return;
    }
    this.numbers.set(frame.workspace_id, frame.seq);
    this.options.onChange(frame);
  }

  /** All changes up to `seq` were sent: if some did not arrive, ask; if that was in vain, fetch. */
  private compare(id: string, seq: number): void {
    const kept = this.numbers.get(id);
    if (kept === undefined) this.anew(id, seq);
    else if (kept < seq) this.ask(id, kept, seq);
    else this.asked.delete(id);
  }

  private ask(id: string, kept: number, seen: number): void {
    const before = this.asked.get(id);
    if (before?.kept === kept) {
      if (performance.now() - before.atMs > ANSWERED_WITHIN_MS) this.anew(id, seen);
      return;
    }
    this.asked.set(id, { kept, atMs: performance.now() });
    this.say({ type: 'since', workspace_id: id, seq: kept });
  }

  private anew(id: string, seq: number): void {
    this.numbers.set(id, seq);
    this.asked.delete(id);
    this.options.onResync(id);
  }

  private say(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** No word for 15 seconds: the connection is gone, whatever the system thinks. */
  private expectSign(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      this.drop();
      this.retry();
    }, SILENCE_MS);
  }

  /** Later each time, and at a random moment, so that not all pages come back at once. */
  private retry(atLeastMs = 0): void {
    clearTimeout(this.watchdog);
    if (this.isStopped || this.isPaused) return;
    this.losses += 1;
    this.options.onState('waiting');
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.losses);
    clearTimeout(this.again);
    this.again = setTimeout(() => void this.connect(), atLeastMs + longest * (0.5 + Math.random() / 2));
  }

  private drop(): void {
    clearTimeout(this.again);
    clearTimeout(this.watchdog);
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'status' in error && (error.status === 401 || error.status === 403);
}
