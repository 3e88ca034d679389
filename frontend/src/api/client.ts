/** Talks to the API: the only place that knows its address, the token and how a refusal becomes an `ApiError`. */
import type { ProblemOut, TokenOut } from './schema/types.gen';

/** What the API refused, or that it could not be reached (`status` 0). `kind` is the last part of the problem's type. */
export class ApiError extends Error {
  override name = 'ApiError';

  readonly status: number;
  readonly kind: string;
  readonly problem: ProblemOut | null;
  readonly retryAfterS: number | null;
  /** When one may try again, in milliseconds since 1970; 0: now. */
  readonly retryAt: number;

  constructor(status: number, kind: string, message: string, problem: ProblemOut | null, retryAfterS: number | null = null) {
    super(message);
    this.status = status;
    this.kind = kind;
    this.problem = problem;
    this.retryAfterS = retryAfterS;
    this.retryAt = retryAfterS ? Date.now() + retryAfterS * 1000 : 0;
  }

  /** What is wrong with the field (`expect.status`), if the API named it. */
  field(name: string): string | undefined {
    const found = this.problem?.errors?.find((error) => error.field === name);
    return found && [...new Set([found.message, found.remedy])].filter(Boolean).join(' ');
  }
}

export interface Operation {
  url: string;
  path?: unknown;
  query?: unknown;
  body?: unknown;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Given<Op extends Operation, Key extends 'path' | 'query' | 'body'> = Op[Key] extends undefined
  ? unknown
  : undefined extends Op[Key]
    ? { [K in Key]?: Op[Key] }
    : { [K in Key]: Op[Key] };
export type Inputs<Op extends Operation> = Given<Op, 'path'> &
  Given<Op, 'query'> &
  Given<Op, 'body'> & {
    signal?: AbortSignal;
    /** How long the whole answer may take; files take longer than 20 seconds. */
    deadlineMs?: number;
  };

const DEADLINE_MS = 20_000;

let token: string | null = null;
let refreshing: Promise<boolean> | null = null;
const ended = new Set<() => void>();

export function setToken(next: string | null): void {
  token = next;
}

export function bearer(): string | null {
  return token;
}

export function hasToken(): boolean {
  return token !== null;
}

/** Call when the session has ended: signed out elsewhere, expired. Returns the undo. */
export function onSessionEnd(listener: () => void): () => void {
  ended.add(listener);
  return () => ended.delete(listener);
}

/** Get a token with the refresh cookie. Tabs may do so at the same time; in one tab it is done once. */
export function refresh(): Promise<boolean> {
  refreshing ??= exchange().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function exchange(): Promise<boolean> {
  const response = await send('POST', '/api/v1/auth/refresh', {});
  if (response.status === 401 || response.status === 403) return false;
  if (!response.ok) throw await refusal(response);
  setToken(((await response.json()) as TokenOut).access_token);
  return true;
}

/** Call an operation of the API: `api<GetMeData, UserOut>('GET', '/api/v1/me', {})`. Throws `ApiError`. */
export async function api<Op extends Operation, Answer>(method: Method, url: Op['url'], inputs: Inputs<Op>): Promise<Answer> {
  const response = await authorized(method, url, inputs as Inputs<Operation>);
  if (!response.ok) throw await refusal(response);
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as Answer;
  return (await response.json()) as Answer;
}

/** Fetch a file or send bytes with the token; what `api` is made of, for bodies that are not JSON. */
export async function authorized(method: Method, url: string, inputs: Inputs<Operation>): Promise<Response> {
  const response = await send(method, url, inputs);
  if (response.status !== 401 || token === null) return response;
  if (await refresh()) return send(method, url, inputs);
  setToken(null);
  for (const listener of ended) listener();
  return response;
}

async function send(method: Method, url: string, inputs: Inputs<Operation>): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json' });
  if (token) headers.set('Authorization', `Bearer ${token}`);
  const body = encode(inputs.body, headers);
  const deadline = AbortSignal.timeout(inputs.deadlineMs ?? DEADLINE_MS);
  const signal = inputs.signal ? AbortSignal.any([inputs.signal, deadline]) : deadline;
  try {
    return await fetch(address(url, inputs), { method, headers, body, signal, credentials: 'same-origin' });
  } catch (error) {
    if (inputs.signal?.aborted) throw error;
    throw new ApiError(0, 'unreachable', 'Healther cannot be reached.', null);
  }
}

function encode(body: unknown, headers: Headers): BodyInit | undefined {
  if (body === undefined) return undefined;
  if (body instanceof Blob) {
    headers.set('Content-Type', body.type);
    return body;
  }
  headers.set('Content-Type', 'application/json');
  return JSON.stringify(body);
}

/** Fill `{names}` of the path and add the query; null and undefined are left out. */
function address(url: string, { path, query }: { path?: unknown; query?: unknown }): string {
  const values = (path ?? {}) as Record<string, unknown>;
  const filled = url.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  const given = Object.entries((query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== null && value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return search.size ? `${filled}?${search}` : filled;
}

/** What an answer that is not fine says. */
export async function refusal(response: Response): Promise<ApiError> {
  const problem = await readProblem(response);
  const kind = problem?.type.split(/[/:]/).at(-1) ?? 'unexpected';
  const message = problem?.detail || problem?.title || `The server answered ${response.status}.`;
  const retryAfter = Number(response.headers.get('retry-after'));
  return new ApiError(response.status, kind, message, problem, retryAfter || null);
}

async function readProblem(response: Response): Promise<ProblemOut | null> {
  if (!response.headers.get('content-type')?.includes('json')) return null;
  return (await response.json()) as ProblemOut;
}
