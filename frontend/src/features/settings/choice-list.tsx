import { useId } from 'react';

interface Props<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; hint: string }[];
  onChange: (value: Value) => void;
}

/** One of a few, each with a sentence that says what it means. */
export function ChoiceList<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  const name = useId();
  return (
    <fieldset className="grid divide-y divide-line overflow-hidden rounded-control border border-line">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className="flex cursor-pointer items-start gap-3 px-4 py-3 hover:bg-raised has-checked:bg-raised">
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            aria-describedby={`${name}-${option.value}`}
            aria-label={option.label}
            className="mt-0.5 size-4 shrink-0"
          />
          <span className="grid gap-0.5">
            <span className="text-14 font-label">{option.label}</span>
            <span id={`${name}-${option.value}`} className="text-13 text-ink-2">
              {option.hint}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
