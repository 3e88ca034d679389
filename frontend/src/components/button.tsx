import { Link, type LinkProps } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger';

const BASE =
  'control inline-flex items-center justify-center gap-2 px-4 text-14 font-label whitespace-nowrap no-underline transition-colors duration-100 select-none disabled:cursor-not-allowed disabled:opacity-60 aria-busy:cursor-progress';
const LOOKS: Record<ButtonLook, string> = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-hover',
  secondary: 'border border-line-strong bg-transparent text-ink-1 hover:bg-sunken',
  quiet: 'text-ink-2 hover:bg-sunken hover:text-ink-1',
  danger: 'bg-danger text-danger-ink hover:opacity-90',
};

export function buttonClass(look: ButtonLook = 'secondary', extra = ''): string {
  return `${BASE} ${LOOKS[look]} ${extra}`;
}

interface Props extends ComponentProps<'button'> {
  look?: ButtonLook;
  /** Work is under way: the label stays, a second press does nothing. */
  isBusy?: boolean;
}

export function Button({ look = 'secondary', isBusy = false, className = '', type = 'button', onClick, children, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      aria-busy={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      className={buttonClass(look, className)}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  );
}

/** A square button with a picture only; `label` is its name and its tooltip. */
export function IconButton({ label, className = '', ...rest }: Omit<Props, 'look' | 'isBusy'> & { label: string }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={`inline-flex size-9 items-center justify-center rounded-control text-ink-2 transition-colors duration-100 hover:bg-sunken hover:text-ink-1 disabled:opacity-50 pointer-coarse:size-11 ${className}`}
    />
  );
}

/** A link that looks like a button. */
export function ButtonLink({ look = 'secondary', className = '', children, ...rest }: LinkProps & { look?: ButtonLook; className?: string; children: ReactNode }) {
  return (
    <Link {...rest} className={buttonClass(look, className)}>
      {children}
    </Link>
  );
}

function Spinner() {
  return (
    <span
      aria-hidden
      className="size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent motion-reduce:animate-none"
    />
  );
}
