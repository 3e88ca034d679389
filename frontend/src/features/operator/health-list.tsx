import { Link } from '@tanstack/react-router';

import type { Sentence, Tone } from './health';
import { Glyph } from '@/components/glyph';
import type { GlyphName } from '@/lib/status';
import { m } from '@/messages/messages';

const LOOKS: Record<Tone, { glyph: GlyphName; look: string }> = {
  fine: { glyph: 'check', look: 'bg-up-soft text-up-strong' },
  note: { glyph: 'dash', look: 'bg-nodata-soft text-nodata-strong' },
  trouble: { glyph: 'warning', look: 'bg-major-soft text-major-strong' },
};

/** How the installation does, a sentence each. */
export function Health({ sentences }: { sentences: readonly Sentence[] }) {
  return (
    <section aria-label={m.operator_health()} className="card">
      <ul className="divide-y divide-line">
        {sentences.map(({ id, tone, text, showsDead }) => (
          <li key={id} className="flex items-start gap-3 px-5 py-3 text-14">
            <span className={`grid size-6 shrink-0 place-items-center rounded-chip ${LOOKS[tone].look}`}>
              <Glyph name={LOOKS[tone].glyph} />
            </span>
            <span className="min-w-0 pt-0.5">
              {text}
              {showsDead && (
                <>
                  {' '}
                  <Link to="/operator" search={{ state: 'dead' }} resetScroll={false} className="link">
                    {m.operator_mails_dead_show()}
                  </Link>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
