/** What is wrong with a draft, said before the API has to: by the API's names of the fields, in the order of the page. */
import { m } from '@/messages/messages';
import { duration } from '@/lib/format';
import { isFor, statuses } from './body';
import { periodS, type Draft } from './draft';
import { tidyTarget } from './target';
import { defaultTiming, longestRetryS, longestTimeoutS, MAX_PERIOD_S, MIN_PERIOD_S } from './timing';

export type Problems = Record<string, string>;

type Rule = (draft: Draft) => string | undefined;

const RULES: Record<string, Rule> = {
  target: problemOfTarget,
  name: ({ kind, name }) => (kind === 'heartbeat' && !name.trim() ? m.form_bad_name() : undefined),
  'expect.status': (draft) => {
    const wrong = (statuses(draft.status) ?? []).find((status) => !STATUS.test(status));
    return wrong === undefined ? undefined : m.form_bad_status({ status: wrong });
  },
  'expect.max_latency_ms': (draft) => outside(draft.maxLatencyMs, 1, 60_000),
  'expect.degraded_latency_ms': (draft) => outside(draft.degradedLatencyMs, 1, 60_000),
  'expect.certificate_days': (draft) => outside(draft.certificateDays, 0, 365),
  'expect.json': problemOfRules,
  'expect.header': ({ expectHeaders }) => problemOfPairs(expectHeaders),
  period: problemOfPeriod,
  grace_s: (draft) => outside(draft.graceS, 0, MAX_PERIOD_S),
  retention_days: (draft) => outside(draft.retentionDays, 7, 3650),
  timeout_s: problemOfTimeout,
  'confirm.failures': (draft) => outside(draft.failures, 1, 10),
  'confirm.retry_s': problemOfRetry,
  'confirm.recoveries': (draft) => outside(draft.recoveries, 1, 10),
  headers: ({ headers }) => problemOfPairs(headers),
};

const STATUS = /^([1-5]xx|[1-5]\d\d(-[1-5]\d\d)?)$/i;

/** All problems of a draft; empty when it can be sent. */
export function problemsOf(draft: Draft): Problems {
  const found: Problems = {};
  for (const [field, rule] of Object.entries(RULES)) {
    if (!concerns(draft, field)) continue;
    const problem = rule(draft);
    if (problem) found[field] = problem;
  }
  return found;
}

function concerns({ kind }: Draft, field: string): boolean {
  if (field.startsWith('expect.')) return CONDITIONS.some((part) => `expect.${part}` === field && isFor(kind, part));
  if (kind === 'heartbeat') return field !== 'timeout_s' && field !== 'confirm.retry_s';
  return field === 'headers' || field === 'grace_s' ? isFor(kind, field) : true;
}

const CONDITIONS = ['status', 'max_latency_ms', 'degraded_latency_ms', 'certificate_days', 'json', 'header'] as const;

function problemOfTarget({ kind, target }: Draft): string | undefined {
  if (kind === 'heartbeat') return undefined;
  const text = tidyTarget(kind, target);
  if (!text) return m.form_bad_target_missing();
  if (/\s/.test(text)) return m.form_bad_target_space();
  if (kind === 'http' && !isWebAddress(text)) return m.form_bad_target_url();
  if (kind === 'tcp' && !/:\d+$/.test(text)) return m.form_bad_target_port();
  return undefined;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function problemOfPeriod(draft: Draft): string | undefined {
  const seconds = periodS(draft);
  if (seconds === null) return m.form_bad_whole();
  return seconds < MIN_PERIOD_S || seconds > MAX_PERIOD_S ? m.form_bad_period({ shortest: duration(MIN_PERIOD_S) }) : undefined;
}

function problemOfTimeout(draft: Draft): string | undefined {
  if (!draft.timeoutS.trim()) return undefined;
  const seconds = periodS(draft);
  const value = decimal(draft.timeoutS);
  const longest = seconds ? longestTimeoutS(seconds, Number(draft.failures) || 2) : 60;
  return value >= 0.1 && value <= longest ? undefined : m.form_bad_between({ least: 0.1, most: longest });
}

function problemOfRetry(draft: Draft): string | undefined {
  if (!draft.retryS.trim()) return undefined;
  const seconds = periodS(draft);
  const value = decimal(draft.retryS);
  if (!(value >= 0)) return m.form_bad_between({ least: 0, most: 3600 });
  if (!seconds) return undefined;
  const given = { failures: Number(draft.failures) || undefined, timeoutS: decimal(draft.timeoutS) || undefined };
  const { failures, timeoutS } = defaultTiming(draft.kind, seconds, given);
  const longest = Math.min(3600, longestRetryS(seconds, timeoutS, failures));
  return value <= longest ? undefined : m.form_bad_retry({ most: Math.max(0, longest) });
}

function problemOfRules({ rules }: Draft): string | undefined {
  for (const rule of rules) {
    if (!rule.path.trim() && rule.value.trim()) return m.form_bad_rule_path();
    const isOrdered = rule.comparison !== 'equals' && rule.comparison !== 'not_equals';
    if (rule.path.trim() && isOrdered && (!rule.value.trim() || Number.isNaN(Number(rule.value)))) return m.form_bad_rule_number();
  }
  return undefined;
}

function problemOfPairs(pairs: Draft['headers']): string | undefined {
  return pairs.some((pair) => !pair.name.trim() && pair.value.trim()) ? m.form_bad_header() : undefined;
}

function outside(text: string, least: number, most: number): string | undefined {
  if (!text.trim()) return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? undefined : m.form_bad_between({ least, most });
}

function decimal(text: string): number {
  return Number(text.replace(',', '.'));
}
