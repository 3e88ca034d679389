import { Plus, X } from 'lucide-react';
import { use } from 'react';

import { Button, IconButton } from '@/components/button';
import { BOX } from '@/components/field';
import { m } from '@/messages/messages';
import type { Pair } from './draft';
import { FormContext } from './form-context';
import { idOf } from './line';

interface Props {
  field: 'headers' | 'expect.header';
  title: string;
  pairs: readonly Pair[];
  onChange: (pairs: Pair[]) => void;
  add: string;
  namePlaceholder: string;
  valuePlaceholder: string;
}

/** Headers: a name and a value each. */
export function PairsEditor({ field, title, pairs, onChange, add, namePlaceholder, valuePlaceholder }: Props) {
  const { problems, leave } = use(FormContext);
  const problem = problems[field];
  const set = (key: string, change: Partial<Pair>) => onChange(pairs.map((pair) => (pair.key === key ? { ...pair, ...change } : pair)));
  return (
    <fieldset className="grid gap-2" aria-describedby={problem ? `${idOf(field)}-problem` : undefined}>
      <legend className="mb-2 text-14 text-ink-2">{title}</legend>
      {pairs.map((pair, index) => (
        <div key={pair.key} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] gap-2">
          <input
            id={index === 0 ? idOf(field) : undefined}
            aria-label={m.form_header_name()}
            aria-invalid={problem ? true : undefined}
            value={pair.name}
            placeholder={namePlaceholder}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => set(pair.key, { name: event.target.value })}
            onBlur={() => leave(field)}
            className={BOX}
          />
          <input
            aria-label={m.form_header_value()}
            value={pair.value}
            placeholder={valuePlaceholder}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => set(pair.key, { value: event.target.value })}
            className={BOX}
          />
          <IconButton label={m.form_remove({ what: pair.name || m.form_header() })} onClick={() => onChange(pairs.filter((other) => other !== pair))}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button look="quiet" className="-ml-4 justify-self-start" onClick={() => onChange([...pairs, { key: crypto.randomUUID(), name: '', value: '' }])}>
        <Plus size={16} aria-hidden />
        {add}
      </Button>
      {problem && (
        <p id={`${idOf(field)}-problem`} className="text-13 text-down-strong">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
