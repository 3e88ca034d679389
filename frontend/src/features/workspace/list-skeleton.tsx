import './monitor-list.css';

import { GhostRows } from './ghost-rows';
import { m } from '@/messages/messages';

/** The list in its final shape, without anything in it; it shows only when loading takes a moment. */
export function ListSkeleton({ withHeader = false }: { withHeader?: boolean }) {
  return (
    <output aria-label={m.loading()} className="skeleton-late block">
      {withHeader && (
        <span className="mb-6 grid gap-2">
          <span className="skeleton block h-7 w-56" />
          <span className="skeleton block h-4 w-72" />
        </span>
      )}
      <span className="skeleton mb-3 block h-10 w-72" />
      <GhostRows count={6} />
    </output>
  );
}
