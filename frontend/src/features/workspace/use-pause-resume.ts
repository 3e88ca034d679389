import { useBulk } from './api';
import type { MonitorOut } from '@/api/schema/types.gen';
import { explain } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

type Act = 'pause' | 'resume';
const OPPOSITE: Record<Act, Act> = { pause: 'resume', resume: 'pause' };

/** Pause or resume at once, with a way back for those that it changed. */
export function usePauseResume(workspaceId: string) {
  const bulk = useBulk(workspaceId);
  const say = useToast();
  const run = (action: Act, ids: number[], onDone?: (changed: number[]) => void) =>
    bulk.mutate(
      { action, ids },
      { onSuccess: ({ changed }) => onDone?.(changed), onError: (error) => say({ text: explain(error), tone: 'problem' }) },
    );
  return (monitors: readonly MonitorOut[], action: Act): void => {
    const ids = monitors.filter(({ paused_at: at }) => (action === 'pause' ? at === null : at !== null)).map(({ id }) => id);
    if (!ids.length) return;
    const [first] = monitors;
    const name = ids.length === 1 && first ? first.name : m.workspace_section_count({ count: ids.length });
    const text = action === 'pause' ? m.workspace_paused({ name }) : m.workspace_resumed({ name });
    run(action, ids, (changed) => changed.length && say({ text, undo: () => run(OPPOSITE[action], changed) }));
  };
}
