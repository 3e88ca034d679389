import { useId, type ComponentProps, type ReactNode } from 'react';

/** How every field that one types in looks. */
export const BOX =
  'control w-full border border-line-strong bg-raised px-3 text-14 text-ink-1 placeholder:text-ink-3 aria-invalid:border-down disabled:bg-sunken disabled:text-ink-3 pointer-coarse:text-16';

interface Common {
  label: ReactNode;
  /** What helps before an error; below the field. */
  hint?: ReactNode;
  /** What is wrong, and what to do. */
  error?: string | undefined;
  /** The label is read but not seen. */
  isLabelHidden?: boolean;
}

interface Wired {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** A label, what it belongs to, a hint and an error, tied together for screen readers. */
export function Field({ label, hint, error, isLabelHidden, children }: Common & { children: (wired: Wired) => ReactNode }) {
  const id = useId();
  const notes = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'text-13 font-label text-ink-1'}>
        {label}
      </label>
      {children({ id, 'aria-describedby': notes || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-13 text-ink-3">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-13 text-down-strong">
          {error}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, isLabelHidden, className = '', ...rest }: Common & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
      {(wired) => <input {...rest} {...wired} className={`${BOX} ${className}`} />}
    </Field>
  );
}

export function TextArea({ label, hint, error, isLabelHidden, className = '', ...rest }: Common & ComponentProps<'textarea'>) {
  return (
    <Field label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
      {(wired) => <textarea rows={3} {...rest} {...wired} className={`${BOX} field-sizing-content py-2 ${className}`} />}
    </Field>
  );
}

export function Select({ label, hint, error, isLabelHidden, className = '', children, ...rest }: Common & ComponentProps<'select'>) {
  return (
    <Field label={label} hint={hint} error={error} isLabelHidden={isLabelHidden}>
      {(wired) => (
        <select {...rest} {...wired} className={`${BOX} pr-8 ${className}`}>
          {children}
        </select>
      )}
    </Field>
  );
}

/** A choice that is on or off, with its label beside it. */
export function Checkbox({ label, hint, ...rest }: { label: ReactNode; hint?: ReactNode } & Omit<ComponentProps<'input'>, 'type'>) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <input type="checkbox" id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...rest} className="mt-0.5 size-4 shrink-0" />
      <div className="grid gap-0.5">
        <label htmlFor={id} className="text-14">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-13 text-ink-3">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
