import { useNavigate } from '@tanstack/react-router';
import type { RefObject } from 'react';

import { usePauseResume } from './use-pause-resume';
import type { MonitorOut } from '@/api/schema/types.gen';
import { useShortcut } from '@/app/shortcuts';
import { m } from '@/messages/messages';

interface Given {
  workspaceId: string;
  monitors: readonly MonitorOut[];
  canEdit: boolean;
  field: RefObject<HTMLInputElement | null>;
  onPick: (id: number, isRange: boolean) => void;
}

/** The keys of the list: `/` search, j and k from row to row; e, p and x for the row that has the focus. */
export function useListKeys({ workspaceId, monitors, canEdit, field, onPick }: Given): void {
  const navigate = useNavigate();
  const pauseOrResume = usePauseResume(workspaceId);
  const here = () => monitors.find(({ id }) => id === focusedRow());
  useShortcut('/', m.workspace_search(), () => field.current?.focus());
  useShortcut('j', m.workspace_key_next(), () => focusRow(1));
  useShortcut('k', m.workspace_key_previous(), () => focusRow(-1));
  useShortcut(
    'e',
    m.workspace_key_edit(),
    () => {
      const id = focusedRow();
      if (id !== null) void navigate({ to: '/w/$workspaceId/monitors/$monitorId/edit', params: { workspaceId, monitorId: String(id) } });
    },
    canEdit,
  );
  useShortcut(
    'p',
    m.workspace_key_pause(),
    () => {
      const monitor = here();
      if (monitor) pauseOrResume([monitor], monitor.paused_at ? 'resume' : 'pause');
    },
    canEdit,
  );
  useShortcut(
    'x',
    m.workspace_key_pick(),
    () => {
      const id = focusedRow();
      if (id !== null) onPick(id, false);
    },
    canEdit,
  );
}

/** The row that has the focus, or has it within. */
function focusedRow(): number | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-monitor]');
  return row ? Number(row.dataset.monitor) : null;
}

function focusRow(direction: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-monitor]:not([data-out])')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at < 0 ? (direction > 0 ? 0 : rows.length - 1) : at + direction;
  const button = rows[next]?.querySelector<HTMLElement>('.monitor-toggle');
  button?.focus();
  button?.scrollIntoView({ block: 'nearest' });
}
