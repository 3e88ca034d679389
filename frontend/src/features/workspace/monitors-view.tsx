import { useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useMemo, type RefObject } from 'react';

import { BulkBar } from './bulk-bar';
import { ListActionsContext } from './list-actions';
import { ListToolbar } from './list-toolbar';
import { MonitorList } from './monitor-list';
import { RowPanel } from './row-panel';
import type { WorkspaceSearch } from './search';
import { useCalmOrder } from './use-calm-order';
import { useListKeys } from './use-list-keys';
import { usePicked } from './use-picked';
import { useRowActions } from './use-row-actions';
import { useTyped } from './use-typed';
import { chosen, countStates, inSections, isFiltered } from './view';
import type { MonitorOut, WorkspaceDaysOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { m } from '@/messages/messages';

interface Props {
  workspaceId: string;
  monitors: MonitorOut[];
  days: WorkspaceDaysOut | undefined;
  search: WorkspaceSearch;
  onSearch: (change: Partial<WorkspaceSearch>) => void;
  canEdit: boolean;
  field: RefObject<HTMLInputElement | null>;
}

/** The list with all that acts on it: search, filters, keys, choosing several. */
export function MonitorsView({ workspaceId, monitors, days, search, onSearch, canEdit, field }: Props) {
  const client = useQueryClient();
  const [text, type] = useTyped(search.q ?? '', (q) => onSearch({ q }));
  const q = useDeferredValue(text);
  const { state, tag, kind, sort, group, open, range = '24h' } = search;
  const found = useMemo(() => chosen(monitors, { q, state, tag, kind, sort }), [monitors, q, state, tag, kind, sort]);
  const { ordered, watch } = useCalmOrder(found, JSON.stringify([q, state, tag, kind, sort]));
  const sections = useMemo(() => inSections(ordered, group), [ordered, group]);
  const lines = useMemo(() => ({ first: days?.first_day ?? '', last: days?.last_day ?? '', of: new Map(days?.monitors.map((line) => [line.id, line])) }), [days]);
  const shown = useMemo(() => ordered.map(({ id }) => id), [ordered]);
  const picked = usePicked(shown);
  const actions = useRowActions({ client, open, range, onOpen: (id) => onSearch({ open: id }), onPick: picked.pick });
  useListKeys({ workspaceId, monitors, canEdit, field, onPick: picked.pick });

  const clear = () => {
    type('');
    onSearch({ q: undefined, state: undefined, tag: undefined, kind: undefined });
  };
  return (
    <ListActionsContext value={actions}>
      <ListToolbar monitors={monitors} counts={countStates(monitors)} search={search} text={text} onText={type} onSearch={onSearch} field={field} />
      {ordered.length === 0 && isFiltered({ ...search, q }) ? (
        <div className="card grid justify-items-start gap-3 p-8" role="status">
          <p className="text-16 font-label">{q.trim() ? m.workspace_nothing_matches({ text: q.trim() }) : m.workspace_nothing_here()}</p>
          <Button onClick={clear}>{m.workspace_clear_filters()}</Button>
        </div>
      ) : (
        <div {...watch}>
          <MonitorList
            sections={sections}
            grouping={group}
            days={lines}
            openId={open}
            picked={canEdit ? { ids: picked.ids, isAll: picked.isAll, onAll: picked.toggleAll } : undefined}
            density={search.density ?? 'comfortable'}
            renderPanel={(monitor) => <RowPanel monitor={monitor} range={range} onRange={(next) => onSearch({ range: next })} canEdit={canEdit} />}
          />
        </div>
      )}
      {canEdit && picked.ids.size > 0 && <BulkBar workspaceId={workspaceId} monitors={monitors} ids={picked.ids} onClear={picked.clear} />}
    </ListActionsContext>
  );
}
