import { m } from '@/messages/messages';

/** Rows in the size of what is being loaded. Seen after 200 ms only: what is quick does not flash. */
export function Skeleton({ rows, height = 56, isCard = true }: { rows: number; height?: number; isCard?: boolean }) {
  return (
    <div
      role="status"
      className={`grid divide-y divide-line transition-opacity delay-200 duration-0 starting:opacity-0 ${isCard ? 'card overflow-hidden' : ''}`}
    >
      <span className="sr-only">{m.loading()}</span>
      {Array.from({ length: rows }, (_, place) => `row ${place}`).map((key) => (
        <div key={key} aria-hidden style={{ height }} className="flex items-center gap-4 px-4">
          <span className="skeleton h-4 w-1/4" />
          <span className="skeleton h-4 flex-1" />
          <span className="skeleton h-4 w-14" />
        </div>
      ))}
    </div>
  );
}
