import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';

import type { Entry } from './monitor-list';

const ROW_PX = 57;
const OVERSCAN = 12;

/** Rows of a very long list: only those near the screen exist. */
export function VirtualRows({ entries, show }: { entries: readonly Entry[]; show: (entry: Entry) => ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((list.current?.getBoundingClientRect().top ?? 0) + scrollY), []);
  // oxlint-disable-next-line react/incompatible-library -- nothing of it is memoized
  const rows = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    scrollMargin: top,
    getItemKey: (place) => entries[place]?.key ?? place,
  });
  return (
    <div ref={list} className="relative" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((item) => {
        const entry = entries[item.index];
        return (
          entry && (
            <ul
              key={item.key}
              ref={rows.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start - top}px)` }}
            >
              {show(entry)}
            </ul>
          )
        );
      })}
    </div>
  );
}
