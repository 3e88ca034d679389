import type { CheckOut } from '@/api/schema/types.gen';
import { Glyph } from '@/components/glyph';
import { explain } from '@/components/notices';
import { clock, dateTime, latency, timeZone } from '@/lib/format';
import { STATUS, type MonitorState } from '@/lib/status';
import { m } from '@/messages/messages';

interface Props {
  checks: readonly CheckOut[] | undefined;
  error: Error | null;
  onRetry: () => void;
}

const INKS: Partial<Record<MonitorState, string>> = { up: 'text-up-strong', degraded: 'text-minor-strong', down: 'text-down-strong' };

/** The last few checks, newest first. */
export function LastChecks({ checks, error, onRetry }: Props) {
  return (
    <section className="grid content-start gap-2">
      <h3 className="text-13 font-label">{m.workspace_last_checks()}</h3>
      {!checks && !error && <div className="skeleton h-28" />}
      {!checks && error && (
        <p role="alert" className="text-13 text-ink-2">
          {explain(error)}{' '}
          <button type="button" className="link" onClick={onRetry}>
            {m.try_again()}
          </button>
        </p>
      )}
      {checks?.length === 0 && <p className="text-13 text-ink-3">{m.workspace_no_checks()}</p>}
      {checks && checks.length > 0 && (
        <ul className="grid text-13">
          {checks.map((check) => (
            <Line key={`${check.slot} ${check.attempt}`} check={check} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ check }: { check: CheckOut }) {
  const state = isState(check.outcome) ? check.outcome : 'unknown';
  const { glyph, label } = STATUS[state];
  const answer = check.message ?? (check.http_status === null ? '' : `HTTP ${check.http_status}`);
  return (
    <li className="grid grid-cols-[5rem_minmax(0,1fr)_max-content] items-center gap-x-2 sm:grid-cols-[5rem_7.5rem_minmax(0,1fr)_max-content] border-t border-line py-1.5 first:border-t-0">
      <time dateTime={check.slot} title={`${dateTime(check.slot, true)} ${timeZone()}`} className="font-mono text-12 text-ink-3">
        {clock(check.slot)}
      </time>
      <span className={`flex items-center gap-1.5 ${INKS[state] ?? 'text-nodata-strong'}`}>
        <Glyph name={glyph} size={12} />
        {label()}
      </span>
      <span className={`truncate text-ink-3 max-sm:order-last max-sm:col-span-3 ${check.message ? '' : 'max-sm:hidden'}`} title={answer}>{answer}</span>
      <span className="text-right font-mono text-ink-2">{latency(check.latency_ms)}</span>
    </li>
  );
}

function isState(word: string | null): word is MonitorState {
  return word !== null && word in STATUS;
}
