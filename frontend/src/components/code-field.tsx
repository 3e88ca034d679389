import type { Ref } from 'react';

import { BOX, Field } from './field';

interface Props {
  label: string;
  hint?: string;
  error?: string | undefined;
  value: string;
  onChange: (code: string) => void;
  /** Six digits are there. */
  onComplete: (code: string) => void;
  ref?: Ref<HTMLInputElement>;
}

const DIGITS = 6;

/** The code of an authenticator app: one field, filled by managers and by paste, with or without blanks. */
export function CodeField({ label, hint, error, value, onChange, onComplete, ref }: Props) {
  const take = (typed: string) => {
    const digits = typed.replaceAll(/\D/g, '').slice(0, DIGITS);
    onChange(digits);
    if (digits.length === DIGITS && digits !== value) onComplete(digits);
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(wired) => (
        <input
          {...wired}
          inputMode="numeric"
          autoComplete="one-time-code"
          ref={ref}
          required
          value={value}
          onChange={(event) => take(event.target.value)}
          className={`${BOX} font-mono text-18 tracking-[0.3em]`}
        />
      )}
    </Field>
  );
}
