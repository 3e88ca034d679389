import { canAsk, GROUP_WORDS, MEASURE_WORDS, type Question } from './question';
import { GROUPS, MEASURES, RANGES, type ExploreSearch } from './search';
import type { MonitorOut } from '@/api/schema/types.gen';
import { Select } from '@/components/field';
import { m } from '@/messages/messages';

interface Props {
  question: Question;
  monitors: readonly MonitorOut[];
  onChange: (part: ExploreSearch) => void;
}

/** What, by what, over how long, of which: each choice asks at once. What cannot be asked together is said. */
export function QuestionForm({ question, monitors, onChange }: Props) {
  const tags = [...new Set([question.tag, ...monitors.flatMap(({ tags }) => tags)])].filter(Boolean).toSorted((a, b) => a.localeCompare(b));
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
      <Select label={m.explore_what()} value={question.measure} onChange={(event) => onChange({ measure: MEASURES.find((name) => name === event.target.value) })}>
        {MEASURES.map((name) => (
          <option key={name} value={name}>
            {MEASURE_WORDS[name]()}
          </option>
        ))}
      </Select>
      <Select label={m.explore_by()} value={question.by} onChange={(event) => onChange({ by: GROUPS.find((name) => name === event.target.value) })}>
        {GROUPS.map((name) => (
          <option key={name} value={name} disabled={!canAsk({ measure: question.measure, by: name })}>
            {GROUP_WORDS[name]()}
          </option>
        ))}
      </Select>
      <Select label={m.explore_range()} value={question.days} onChange={(event) => onChange({ days: RANGES.find((days) => String(days) === event.target.value) })}>
        {RANGES.map((days) => (
          <option key={days} value={days}>
            {m.explore_days({ count: days })}
          </option>
        ))}
      </Select>
      <Select label={m.explore_of()} value={question.tag} onChange={(event) => onChange({ tag: event.target.value || undefined })}>
        <option value="">{m.explore_all()}</option>
        {tags.map((tag) => (
          <option key={tag} value={tag}>
            {m.explore_tagged({ tag })}
          </option>
        ))}
      </Select>
    </div>
  );
}
