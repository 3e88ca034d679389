import type { Counts } from './view';
import { m } from '@/messages/messages';

/** `1 down, 1 degraded, 4 up.`, the worst first; nobody's state is left out. */
export function situation(counts: Counts): string {
  const parts = [
    counts.down && m.workspace_count_down({ count: counts.down }),
    counts.degraded && m.workspace_count_degraded({ count: counts.degraded }),
    counts.unknown && m.workspace_count_unknown({ count: counts.unknown }),
    counts.maintenance && m.workspace_count_maintenance({ count: counts.maintenance }),
    counts.pending && m.workspace_count_pending({ count: counts.pending }),
    counts.up && m.workspace_count_up({ count: counts.up }),
    counts.paused && m.workspace_count_paused({ count: counts.paused }),
  ].filter(Boolean);
  const isAllUp = counts.up > 0 && parts.length === 1;
  return isAllUp ? m.workspace_all_up({ count: counts.up }) : `${parts.join(', ')}.`;
}
