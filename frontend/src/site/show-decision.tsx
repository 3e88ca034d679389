/** From the first failed try to a mail: what happens within one period. */
import { Section } from './section';
import { Glyph } from '@/components/glyph';
import type { GlyphName } from '@/lib/status';
import { m } from '@/messages/messages';

export function ShowDecision() {
  return (
    <Section id="product" title={m.site_decision_title()} text={m.site_decision_text()}>
      <ol className="card m-0 grid list-none p-0">
        <Step at="14:02:00" glyph="check" tone="text-up-strong" what={m.site_decision_ok()} detail="200 · 118 ms" />
        <Step at="14:02:30" glyph="cross" tone="text-down-strong" what={m.site_decision_fail()} detail={m.site_decision_fail_why()} />
        <Step at="14:02:35" glyph="cross" tone="text-down-strong" what={m.site_decision_again()} detail={m.site_decision_fail_why()} />
        <Step at="14:02:35" glyph="warning" tone="text-ink-1" what={m.site_decision_down()} detail={m.site_decision_told()} />
        <Step at="14:09:00" glyph="check" tone="text-up-strong" what={m.site_decision_up()} detail={m.site_decision_length()} />
      </ol>
    </Section>
  );
}

interface StepProps {
  at: string;
  glyph: GlyphName;
  tone: string;
  what: string;
  detail: string;
}

function Step({ at, glyph, tone, what, detail }: StepProps) {
  return (
    <li className="grid grid-cols-[4.5rem_1fr] items-baseline gap-x-4 border-line px-5 py-3.5 not-first:border-t sm:grid-cols-[4.5rem_1fr_auto]">
      <span className="font-mono text-13 text-ink-3">{at}</span>
      <span className={`inline-flex items-center gap-2 text-14 font-label ${tone}`}>
        <Glyph name={glyph} />
        {what}
      </span>
      <span className="text-13 text-ink-2 max-sm:col-start-2">{detail}</span>
    </li>
  );
}
