/** The form's state: the draft, which fields were left, what the API refused. Pure; `useForm` puts it into React. */
import { ApiError } from '@/api/client';
import type { Draft } from './draft';
import { problemsOf, type Problems } from './problems';

export interface FormState {
  draft: Draft;
  /** Fields that were left once: their problems show. */
  left: readonly string[];
  /** Saving was asked for: all problems show. */
  isAsked: boolean;
  refused: Problems;
}

export type FormAction =
  | { type: 'change'; change: Partial<Draft> }
  | { type: 'leave'; field: string }
  | { type: 'ask' }
  | { type: 'refuse'; error: Error }
  | { type: 'replace'; draft: Draft };

export function startState(draft: Draft): FormState {
  return { draft, left: [], isAsked: false, refused: {} };
}

export function reduce(state: FormState, action: FormAction): FormState {
  switch (action.type) {
    case 'change':
      return { ...state, draft: { ...state.draft, ...action.change }, refused: stillRefused(state.refused, action.change) };
    case 'leave':
      return state.left.includes(action.field) ? state : { ...state, left: [...state.left, action.field] };
    case 'ask':
      return { ...state, isAsked: true, refused: {} };
    case 'refuse':
      return { ...state, refused: refusedFields(action.error) };
    case 'replace':
      return startState(action.draft);
  }
}

/** The problems to show, by field: ours once a field was left, the API's until the field is changed. */
export function shownProblems(state: FormState): Problems {
  const found = Object.entries(problemsOf(state.draft)).filter(([field]) => state.isAsked || state.left.includes(field));
  return { ...Object.fromEntries(found), ...state.refused };
}

/** What the API calls the parts of a draft. */
const NAMES: Record<keyof Draft, string> = {
  kind: 'kind',
  target: 'target',
  name: 'name',
  periodValue: 'period',
  periodUnit: 'period',
  timeoutS: 'timeout_s',
  failures: 'confirm.failures',
  recoveries: 'confirm.recoveries',
  retryS: 'confirm.retry_s',
  graceS: 'grace_s',
  retentionDays: 'retention_days',
  status: 'expect.status',
  bodyContains: 'expect.body_contains',
  bodyNotContains: 'expect.body_not_contains',
  rules: 'expect.json',
  expectHeaders: 'expect.header',
  maxLatencyMs: 'expect.max_latency_ms',
  degradedLatencyMs: 'expect.degraded_latency_ms',
  answers: 'expect.answers',
  certificateDays: 'expect.certificate_days',
  method: 'method',
  headers: 'headers',
  body: 'body',
  followRedirects: 'follow_redirects',
  verifyTls: 'verify_tls',
  dnsRecord: 'dns_record',
  dnsResolver: 'dns_resolver',
  tags: 'tags',
  group: 'group',
  recipients: 'recipients',
  isPublic: 'is_public',
  publicName: 'public_name',
};
const TIMING = ['period', 'timeout_s', 'confirm.failures', 'confirm.retry_s'];
const PLACES = new Set(Object.values(NAMES));

/** Drop what was refused of the parts that change; the parts of the timing depend on each other. */
function stillRefused(refused: Problems, change: Partial<Draft>): Problems {
  if ('kind' in change) return {};
  const names = (Object.keys(change) as (keyof Draft)[]).map((key) => NAMES[key]);
  const settled = new Set(names.some((name) => TIMING.includes(name)) ? [...names, ...TIMING] : names);
  return Object.fromEntries(Object.entries(refused).filter(([field]) => !settled.has(field)));
}

/** The refusals of an answer under the fields of this page; what has no field here keeps its own name. */
export function refusedFields(error: Error): Problems {
  if (!(error instanceof ApiError)) return {};
  const found: Problems = {};
  for (const { field } of error.problem?.errors ?? []) {
    const message = error.field(field);
    if (message) found[placeOf(field)] ??= message;
  }
  return found;
}

/** `expect.status.0` → `expect.status`. */
function placeOf(field: string): string {
  for (let name = field; name; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    if (PLACES.has(name)) return name;
  }
  return field;
}
