import { X } from 'lucide-react';
import { use, useId, useState, type KeyboardEvent, type ReactNode } from 'react';

import { BOX } from '@/components/field';
import { m } from '@/messages/messages';
import { FormContext } from './form-context';
import { Line } from './line';

interface Props {
  field: string;
  label: ReactNode;
  hint?: ReactNode;
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** Offered while typing. */
  known?: readonly string[];
  placeholder?: string;
  type?: 'text' | 'email';
}

/** A setting of several short texts: Enter or a comma ends one, Backspace in the empty field takes the last away. */
export function ChipsLine({ field, label, hint, values, onChange, known, placeholder, type = 'text' }: Props) {
  const { leave } = use(FormContext);
  const [typed, setTyped] = useState('');
  const listId = useId();
  const add = (text: string) => {
    const found = text.split(/[,;\n]/).map((part) => part.trim()).filter(Boolean);
    if (found.length) onChange([...new Set([...values, ...found])]);
    setTyped('');
  };
  const write = (text: string, event: Event) => (/[,;\n]/.test(text) || isPicked(event) ? add(text) : setTyped(text));
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && typed.trim()) {
      event.preventDefault();
      add(typed);
    }
    if (event.key === 'Backspace' && !typed) onChange(values.slice(0, -1));
  };
  return (
    <Line field={field} label={label} hint={hint}>
      {(wired) => (
        <div className={`${BOX} flex flex-wrap items-center gap-1.5 py-1 has-aria-invalid:border-down has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-focus`}>
          {values.map((value) => (
            <Chip key={value} text={value} onRemove={() => onChange(values.filter((other) => other !== value))} />
          ))}
          <input
            {...wired}
            type={type}
            list={known?.length ? listId : undefined}
            value={typed}
            placeholder={values.length ? undefined : placeholder}
            onChange={(event) => write(event.target.value, event.nativeEvent)}
            onKeyDown={press}
            onBlur={() => {
              add(typed);
              leave(field);
            }}
            className="h-7 min-w-24 flex-1 bg-transparent outline-none placeholder:text-ink-3"
          />
          <datalist id={listId}>
            {known?.filter((option) => !values.includes(option)).map((option) => <option key={option}>{option}</option>)}
          </datalist>
        </div>
      )}
    </Line>
  );
}

/** Whether an offered text was picked, instead of typed. */
function isPicked(event: Event): boolean {
  return !(event instanceof InputEvent) || event.inputType === 'insertReplacementText';
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <span className="inline-flex min-h-7 max-w-full items-center rounded-chip bg-sunken pl-2 text-13">
      {text}
      <button
        type="button"
        aria-label={m.form_remove({ what: text })}
        onClick={onRemove}
        className="inline-flex size-7 items-center justify-center rounded-chip text-ink-3 hover:text-ink-1 pointer-coarse:size-9"
      >
        <X size={14} aria-hidden />
      </button>
    </span>
  );
}
