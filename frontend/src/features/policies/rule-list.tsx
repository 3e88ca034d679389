import type { Sentence } from '@/lib/policy-words';

/** How time is counted, a line a rule; what is new is marked. */
export function RuleList({ sentences, changed }: { sentences: readonly Sentence[]; changed?: ReadonlySet<string> }) {
  return (
    <ul className="grid gap-2 text-14">
      {sentences.map(({ rule, text }) => (
        <li key={rule} className={`border-l-2 pl-3 ${changed?.has(rule) ? 'border-accent text-ink-1' : 'border-line text-ink-2'}`}>
          {text}
        </li>
      ))}
    </ul>
  );
}
