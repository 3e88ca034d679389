import { use, type ComponentProps, type ReactNode } from 'react';

import { BOX } from '@/components/field';
import { m } from '@/messages/messages';
import type { Draft } from './draft';
import { FormContext } from './form-context';

export interface Wired {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface Common {
  /** What the API calls it; its problem is shown below. */
  field: string;
  /** How the sentence begins: "The answer's status is". */
  label: ReactNode;
  /** How it ends: "ms". */
  after?: ReactNode;
  hint?: ReactNode;
}

/** The id of a field's control, to lead to it. */
export function idOf(field: string): string {
  return `field-${field}`;
}

/** One setting as a sentence: how it begins on the left, the control and how it ends on the right. */
export function Line({ field, label, after, hint, children }: Common & { children: (wired: Wired) => ReactNode }) {
  const problem = use(FormContext).problems[field];
  const id = idOf(field);
  const notes = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ');
  return (
    <div className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[12rem_minmax(0,1fr)]">
      <label htmlFor={id} className="text-14 text-ink-2 sm:pt-2.5">
        {label}
      </label>
      <div className="grid min-w-0 gap-1.5">
        <div className="flex items-center gap-2">
          {children({ id, 'aria-describedby': notes || undefined, 'aria-invalid': problem ? true : undefined })}
          {after && <span className="shrink-0 text-14 text-ink-2">{after}</span>}
        </div>
        {hint && (
          <p id={`${id}-hint`} className="text-13 text-ink-3">
            {hint}
          </p>
        )}
        {problem && (
          <p id={`${id}-problem`} className="text-13 text-down-strong">
            {problem}
          </p>
        )}
      </div>
    </div>
  );
}

type TextPart = { [Key in keyof Draft]: string extends Draft[Key] ? Key : never }[keyof Draft];

interface TextLineProps extends Common, Omit<ComponentProps<'input'>, 'id' | 'value' | 'onChange' | 'onBlur'> {
  part: TextPart;
}

/** A setting that is a line of text. */
export function TextLine({ field, label, after, hint, part, className = '', ...rest }: TextLineProps) {
  const { draft, change, leave } = use(FormContext);
  return (
    <Line field={field} label={label} after={after} hint={hint}>
      {(wired) => (
        <input
          spellCheck={false}
          autoComplete="off"
          {...rest}
          {...wired}
          value={draft[part]}
          onChange={(event) => change({ [part]: event.target.value })}
          onBlur={() => leave(field)}
          className={`${BOX} ${className}`}
        />
      )}
    </Line>
  );
}

/** A setting that is a number; its placeholder is the default. */
export function NumberLine({ usual, ...rest }: Omit<TextLineProps, 'placeholder'> & { usual?: number | null }) {
  const placeholder = usual === null || usual === undefined ? m.form_none() : String(usual);
  return <TextLine inputMode="decimal" className="max-w-24" placeholder={placeholder} {...rest} />;
}
