import { ChevronDown } from 'lucide-react';

interface Props {
  label: string;
  value: string | undefined;
  /** What is shown when nothing is chosen. */
  none: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange: (value: string | undefined) => void;
}

/** A small choice of a toolbar: it is tinted while something is chosen. */
export function PickOne({ label, value, none, options, onChange }: Props) {
  const look = value ? 'border-ink-2 bg-raised font-label text-ink-1' : 'border-line-strong bg-transparent text-ink-2';
  return (
    <span className="relative inline-flex">
      <select
        aria-label={label}
        className={`control field-sizing-content max-w-60 cursor-pointer appearance-none border pr-8 pl-3 text-13 hover:bg-raised ${look}`}
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value || undefined)}
      >
        <option value="">{none}</option>
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
      <ChevronDown size={14} aria-hidden className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-ink-3" />
    </span>
  );
}
