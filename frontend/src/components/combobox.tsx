import { Check } from 'lucide-react';
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';

import { BOX, Field } from './field';
import { moveIn } from './combobox-move';

export interface Option {
  value: string;
  label: string;
  /** What is searched beside the label. */
  more?: string;
}

interface Props {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  /** What the list says when nothing fits. */
  empty: string;
  /** Something beside an option that is shown, like the time there. */
  note?: (value: string) => string;
}

const MOST = 60;

/** One of many, found by typing: the combobox of the ARIA practices, with its list below. */
export function Combobox({ label, hint, error, value, options, onChange, empty, note }: Props) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null); // null: closed
  const [active, setActive] = useState(0);
  const found = typed === null ? [] : search(options, typed).slice(0, MOST);
  const open = () => {
    setTyped('');
    setActive(Math.max(0, options.slice(0, MOST).findIndex((option) => option.value === value)));
  };
  const choose = (option: Option | undefined) => {
    if (option && option.value !== value) onChange(option.value);
    setTyped(null);
  };
  const press = (event: KeyboardEvent) => {
    const next = moveIn(event.key, active, found.length);
    if (typed === null && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) open();
    else if (typed !== null && next !== null) setActive(next);
    else if (typed !== null && event.key === 'Enter') choose(found[active]);
    else if (typed !== null && event.key === 'Escape') setTyped(null);
    else return;
    event.preventDefault();
  };
  return (
    <div className="relative">
      <Field label={label} hint={hint} error={error}>
        {(wired) => (
          <input
            {...wired}
            role="combobox"
            aria-expanded={typed !== null}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={typed !== null && found.length ? `${id}-${active}` : undefined}
            autoComplete="off"
            spellCheck={false}
            value={typed || (typed === null ? (options.find((option) => option.value === value)?.label ?? value) : '')}
            placeholder={options.find((option) => option.value === value)?.label}
            onClick={() => typed === null && open()}
            onChange={(event) => {
              setTyped(event.target.value);
              setActive(0);
            }}
            onKeyDown={press}
            onBlur={() => setTyped(null)}
            className={BOX}
          />
        )}
      </Field>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        tabIndex={-1}
        hidden={typed === null}
        // The field keeps the focus; what is pressed is chosen before it is lost.
        onPointerDown={(event) => event.preventDefault()}
        className="absolute inset-x-0 top-[4.5rem] z-20 max-h-72 overflow-y-auto rounded-control border border-line bg-raised p-1 shadow-float"
      >
        {found.map((option, place) => (
          <div
            key={option.value}
            id={`${id}-${place}`}
            ref={place === active ? reveal : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={option.value === value}
            onPointerMove={() => setActive(place)}
            onClick={() => choose(option)}
            onKeyDown={press}
            className={`flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded-chip px-3 text-14 pointer-coarse:min-h-11 ${place === active ? 'bg-sunken' : ''}`}
          >
            <span className="flex items-center gap-2">
              {option.label}
              {option.value === value && <Check size={15} aria-hidden />}
            </span>
            {note && <span className="text-13 text-ink-3">{note(option.value)}</span>}
          </div>
        ))}
        {!found.length && <p className="px-3 py-2 text-14 text-ink-2">{empty}</p>}
      </div>
    </div>
  );
}

function reveal(node: HTMLElement | null): void {
  node?.scrollIntoView?.({ block: 'nearest' });
}

/** Options with all words of what was typed; those that begin with it first. */
export function search(options: readonly Option[], typed: string): Option[] {
  const words = plain(typed).split(' ').filter(Boolean);
  const found = options.filter((option) => words.every((word) => plain(`${option.label} ${option.more ?? ''}`).includes(word)));
  const first = words[0] ?? '';
  return found.toSorted((one, other) => Number(plain(other.label).startsWith(first)) - Number(plain(one.label).startsWith(first)));
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .replaceAll(/[_/,-]/g, ' ')
    .toLowerCase()
    .trim();
}
