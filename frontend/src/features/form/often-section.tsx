import { use } from 'react';

import { BOX } from '@/components/field';
import { duration } from '@/lib/format';
import { m } from '@/messages/messages';
import { DEFAULT_RETENTION_DAYS, periodS, UNITS, type Unit } from './draft';
import { FormContext } from './form-context';
import { Line, NumberLine } from './line';
import { Section } from './section';
import { defaultGraceS, defaultTiming } from './timing';

const UNIT_WORDS: Record<Unit, () => string> = {
  seconds: () => m.form_seconds(),
  minutes: () => m.form_minutes(),
  hours: () => m.form_hours(),
  days: () => m.form_days(),
  weeks: () => m.form_weeks(),
};

/** How often it is checked, how long a check may take, how long results are kept. */
export function OftenSection() {
  const { draft } = use(FormContext);
  const seconds = periodS(draft);
  const isHeartbeat = draft.kind === 'heartbeat';
  const timing = seconds ? defaultTiming(draft.kind, seconds, { failures: Number(draft.failures) || undefined }) : null;
  return (
    <Section title={isHeartbeat ? m.form_often_heartbeat() : m.form_often()}>
      <PeriodLine label={isHeartbeat ? m.form_period_heartbeat() : m.form_period()} />
      {isHeartbeat ? (
        <NumberLine field="grace_s" part="graceS" label={m.form_grace()} after={m.form_grace_after()} usual={seconds && defaultGraceS(seconds)} hint={graceHint(draft.graceS, seconds)} />
      ) : (
        <NumberLine field="timeout_s" part="timeoutS" label={m.form_timeout()} after="s" usual={timing?.timeoutS} />
      )}
      <NumberLine
        field="retention_days"
        part="retentionDays"
        label={m.form_retention()}
        after={m.form_retention_after()}
        usual={DEFAULT_RETENTION_DAYS}
        hint={m.form_retention_hint()}
      />
    </Section>
  );
}

function graceHint(typed: string, seconds: number | null): string | undefined {
  const grace = typed.trim() ? Number(typed) : seconds && defaultGraceS(seconds);
  return seconds && grace && grace > 0 ? m.form_grace_hint({ time: duration(seconds + grace) }) : undefined;
}

function PeriodLine({ label }: { label: string }) {
  const { draft, change, leave } = use(FormContext);
  return (
    <Line field="period" label={label}>
      {(wired) => (
        <>
          <input
            {...wired}
            inputMode="numeric"
            autoComplete="off"
            value={draft.periodValue}
            onChange={(event) => change({ periodValue: event.target.value })}
            onBlur={() => leave('period')}
            className={`${BOX} max-w-24`}
          />
          <select
            aria-label={m.form_unit()}
            value={draft.periodUnit}
            onChange={(event) => change({ periodUnit: UNITS.find((unit) => unit === event.target.value) ?? 'minutes' })}
            className={`${BOX} max-w-40`}
          >
            {UNITS.map((unit) => (
              <option key={unit} value={unit}>
                {UNIT_WORDS[unit]()}
              </option>
            ))}
          </select>
        </>
      )}
    </Line>
  );
}
