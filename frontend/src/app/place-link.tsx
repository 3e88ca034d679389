import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface Props extends LinkProps {
  children: ReactNode;
  /** On the right: a count, a chip. */
  end?: ReactNode;
  /** Below a workspace's name. */
  isInner?: boolean;
  onClick?: () => void;
}

const LOOK =
  'flex min-h-9 items-center justify-between gap-2 rounded-control border border-transparent px-3 text-14 text-ink-2 no-underline transition-colors duration-100 hover:bg-sunken hover:text-ink-1 aria-[current=page]:border-line aria-[current=page]:bg-surface aria-[current=page]:font-label aria-[current=page]:text-ink-1 pointer-coarse:min-h-11';

/** A place in the navigation: lies flat, and is a card when one is there. */
export function PlaceLink({ children, end, isInner = false, ...rest }: Props) {
  return (
    <Link {...rest} activeOptions={{ exact: true, includeSearch: false }} className={`${LOOK} ${isInner ? 'ml-3' : ''}`}>
      <span className="min-w-0 truncate">{children}</span> {end}
    </Link>
  );
}
