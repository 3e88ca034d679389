import { Plus, X } from 'lucide-react';
import { use } from 'react';

import { Button, IconButton } from '@/components/button';
import { BOX } from '@/components/field';
import { m } from '@/messages/messages';
import { COMPARISONS, type Comparison, type Rule } from './draft';
import { FormContext } from './form-context';
import { idOf } from './line';

const WORDS: Record<Comparison, () => string> = {
  equals: () => m.form_equals(),
  not_equals: () => m.form_not_equals(),
  less_than: () => m.form_less_than(),
  at_most: () => m.form_at_most(),
  greater_than: () => m.form_greater_than(),
  at_least: () => m.form_at_least(),
};
const FIELD = 'expect.json';

/** Rules on values of a JSON answer: a path, one of six comparisons, a value. */
export function RulesEditor() {
  const { draft, problems, change, leave } = use(FormContext);
  const problem = problems[FIELD];
  const set = (rules: Rule[]) => change({ rules });
  const edit = (key: string, part: Partial<Rule>) => set(draft.rules.map((rule) => (rule.key === key ? { ...rule, ...part } : rule)));
  return (
    <fieldset className="grid gap-2" aria-describedby={problem ? `${idOf(FIELD)}-problem` : undefined}>
      <legend className="mb-2 text-14 text-ink-2">{m.form_json()}</legend>
      {draft.rules.map((rule, index) => (
        <div key={rule.key} className="grid grid-cols-[minmax(0,1fr)_auto] gap-2 sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,2fr)_auto]">
          <input
            id={index === 0 ? idOf(FIELD) : undefined}
            aria-label={m.form_json_path()}
            aria-invalid={problem ? true : undefined}
            value={rule.path}
            placeholder="data.items[0].status"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => edit(rule.key, { path: event.target.value })}
            onBlur={() => leave(FIELD)}
            className={`${BOX} max-sm:col-start-1`}
          />
          <select
            aria-label={m.form_json_comparison()}
            value={rule.comparison}
            onChange={(event) => edit(rule.key, { comparison: COMPARISONS.find((word) => word === event.target.value) ?? 'equals' })}
            className={`${BOX} max-sm:col-start-1`}
          >
            {COMPARISONS.map((word) => (
              <option key={word} value={word}>
                {WORDS[word]()}
              </option>
            ))}
          </select>
          <input
            aria-label={m.form_json_value()}
            value={rule.value}
            placeholder={rule.comparison === 'equals' ? 'ok' : '5'}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => edit(rule.key, { value: event.target.value })}
            onBlur={() => leave(FIELD)}
            className={`${BOX} max-sm:col-start-1`}
          />
          <IconButton
            label={m.form_remove({ what: rule.path || m.form_json_rule() })}
            onClick={() => set(draft.rules.filter((other) => other !== rule))}
            className="max-sm:col-start-2 max-sm:row-start-1"
          >
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button
        look="quiet"
        className="-ml-4 justify-self-start"
        onClick={() => set([...draft.rules, { key: crypto.randomUUID(), path: '', comparison: 'equals', value: '' }])}
      >
        <Plus size={16} aria-hidden />
        {m.form_json_add()}
      </Button>
      {problem && (
        <p id={`${idOf(FIELD)}-problem`} className="text-13 text-down-strong">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
