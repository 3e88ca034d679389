import { useState, type ComponentProps, type KeyboardEvent, type ReactNode } from 'react';

import { BOX, Field } from './field';
import { m } from '@/messages/messages';

interface Props extends Omit<ComponentProps<'input'>, 'type'> {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  autoComplete: 'current-password' | 'new-password';
  /** Something beside the label, on the right: a link. */
  aside?: ReactNode;
}

/** A password that can be shown; says when caps lock is on. Pasting and password managers work. */
export function PasswordField({ label, hint, error, aside, className = '', ...rest }: Props) {
  const [isShown, setShown] = useState(false);
  const [isCaps, setCaps] = useState(false);
  const look = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'));
  return (
    <div className="relative">
      {/* Behind the field in the order of focus: one types first. */}
      <Field label={label} hint={isCaps ? m.auth_caps_lock() : hint} error={error}>
        {(wired) => (
          <div className="relative">
            <input
              {...rest}
              {...wired}
              type={isShown ? 'text' : 'password'}
              onKeyUp={look}
              onBlur={() => setCaps(false)}
              autoCapitalize="none"
              spellCheck={false}
              className={`${BOX} pr-18 ${className}`}
            />
            <button
              type="button"
              aria-pressed={isShown}
              aria-label={m.auth_password_show_label()}
              onClick={() => setShown(!isShown)}
              className="absolute inset-y-1 right-1 rounded-chip px-2.5 text-13 font-label text-ink-2 hover:bg-sunken hover:text-ink-1"
            >
              {isShown ? m.auth_password_hide() : m.auth_password_show()}
            </button>
          </div>
        )}
      </Field>
      {aside && <div className="absolute top-0 right-0 text-13">{aside}</div>}
    </div>
  );
}
