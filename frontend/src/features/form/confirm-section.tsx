import { use } from 'react';

import { duration } from '@/lib/format';
import { m } from '@/messages/messages';
import { periodS, type Draft } from './draft';
import { FormContext } from './form-context';
import { NumberLine } from './line';
import { Section } from './section';
import { defaultTiming, heardAfter, type Timing } from './timing';

/** When a failure and a recovery are believed, and what follows from it. */
export function ConfirmSection() {
  const { draft, problems } = use(FormContext);
  const seconds = periodS(draft);
  const timing = seconds ? timingOf(draft, seconds) : null;
  const isFine = !['period', 'timeout_s', 'confirm.failures', 'confirm.retry_s'].some((field) => field in problems);
  return (
    <Section title={m.form_confirm()}>
      <NumberLine field="confirm.failures" part="failures" label={m.form_failures()} after={m.form_failures_after()} usual={2} />
      <NumberLine field="confirm.retry_s" part="retryS" label={m.form_retry()} after={m.form_retry_after()} usual={timing && usualRetry(draft, seconds)} />
      <NumberLine field="confirm.recoveries" part="recoveries" label={m.form_recoveries()} after={m.form_recoveries_after()} usual={1} />
      {seconds && timing && isFine && <p className="rounded-control bg-sunken/50 px-3 py-2 text-14 text-ink-2">{whatFollows(seconds, timing)}</p>}
    </Section>
  );
}

/** "You hear of an outage …": what the rule means. */
export function whatFollows(seconds: number, timing: Timing): string {
  const { soonestS, latestS } = heardAfter(seconds, timing);
  const latest = duration(Math.round(latestS));
  return timing.failures === 1 ? m.form_heard_at_once({ latest }) : m.form_heard({ soonest: duration(soonestS), latest });
}

function timingOf(draft: Draft, seconds: number): Timing {
  return defaultTiming(draft.kind, seconds, {
    failures: given(draft.failures),
    timeoutS: given(draft.timeoutS),
    retryS: given(draft.retryS),
  });
}

function usualRetry(draft: Draft, seconds: number | null): number | null {
  if (!seconds) return null;
  return defaultTiming(draft.kind, seconds, { failures: given(draft.failures), timeoutS: given(draft.timeoutS) }).retryS;
}

function given(text: string): number | undefined {
  const value = Number(text.replace(',', '.'));
  return text.trim() && Number.isFinite(value) ? value : undefined;
}
