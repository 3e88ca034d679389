import './monitor-list.css';

import { Pipes } from '@/components/pipes';
import { STRIP_SIZES } from '@/lib/pipes';

const WIDTHS = ['w-40', 'w-28', 'w-48', 'w-32', 'w-44', 'w-36'] as const;
const DAYS = 'p'.repeat(90);

/** Rows without monitors: the real shape, in neutral. Nothing to read. */
export function GhostRows({ count }: { count: number }) {
  return (
    <div aria-hidden className="monitors sm:card">
      <ul className="monitor-list">
        {WIDTHS.slice(0, count).map((width) => (
          <li key={width} className="monitor" data-state="pending">
            <div className="monitor-line">
              <span className="monitor-state">
                <span className="skeleton inline-block h-7 w-16" />
              </span>
              <span className="monitor-name grid gap-1.5">
                <span className={`skeleton block h-3.5 max-w-full ${width}`} />
                <span className="skeleton monitor-more block h-3 w-20 max-w-full" />
              </span>
              <span className="monitor-days">
                <span className="pipe-strip block opacity-40">
                  <Pipes days={DAYS} sizes={STRIP_SIZES} isFluid />
                </span>
              </span>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
