import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useDeferredValue, useMemo, type RefObject } from 'react';

import { loadBulkBar } from './later-code';
import { ListActionsContext } from './list-actions';
import { ListToolbar } from './list-toolbar';
import { MonitorList } from './monitor-list';
import { OpenRow } from './open-row';
import type { WorkspaceSearch } from './search';
import { useCalmOrder } from './use-calm-order';
import { useListKeys } from './use-list-keys';
import { usePicked } from './use-picked';
import { useRowActions } from './use-row-actions';
import { useTyped } from './use-typed';
import { countStates, inSections, matching, sorted } from './view';
import type { MonitorOut, WorkspaceDaysOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { dateOf } from '@/lib/pipe-days';
import { m } from '@/messages/messages';

const BulkBar = lazy(loadBulkBar);

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
  const { state, tag, kind, sort, group, open, range = '24h', graph = 'latency' } = search;
  const inOrder = useMemo(() => sorted(monitors, sort), [monitors, sort]);
  const { ordered, watch } = useCalmOrder(inOrder, sort ?? 'trouble');
  const shown = useMemo(() => matching(monitors, { q, state, tag, kind }), [monitors, q, state, tag, kind]);
  const sections = useMemo(() => inSections(ordered, group), [ordered, group]);
  const lines = useMemo(() => ({ first: days?.first_day ?? ninetyDaysAgo(), of: new Map(days?.monitors.map((line) => [line.id, line])) }), [days]);
  const picked = usePicked(ordered.map(({ id }) => id).filter((id) => shown.has(id)));
  const actions = useRowActions({ client, open, range, onOpen: (id) => onSearch({ open: id }), onPick: picked.pick });
  useListKeys({ workspaceId, monitors, canEdit, field, onPick: picked.pick });

  const clear = () => {
    type('');
    onSearch({ q: undefined, state: undefined, tag: undefined, kind: undefined });
  };
  return (
    <ListActionsContext value={actions}>
      <ListToolbar monitors={monitors} counts={countStates(monitors)} search={search} text={text} onText={type} onSearch={onSearch} field={field} />
      {shown.size === 0 && (
        <div className="card grid justify-items-start gap-3 p-8" role="status">
          <p className="text-16 font-label">{q.trim() ? m.workspace_nothing_matches({ text: q.trim() }) : m.workspace_nothing_here()}</p>
          <Button onClick={clear}>{m.workspace_clear_filters()}</Button>
        </div>
      )}
      <div {...watch} hidden={shown.size === 0}>
        <MonitorList
          sections={sections}
          shown={shown}
          grouping={group}
          days={lines}
          openId={open}
          picked={canEdit ? { ids: picked.ids, isAll: picked.isAll, onAll: picked.toggleAll } : undefined}
          density={search.density ?? 'comfortable'}
          renderPanel={(monitor) => <OpenRow monitor={monitor} range={range} shows={graph} onShow={onSearch} canEdit={canEdit} />}
        />
      </div>
      {canEdit && picked.ids.size > 0 && (
        <Suspense>
          <BulkBar workspaceId={workspaceId} monitors={monitors} ids={picked.ids} onClear={picked.clear} />
        </Suspense>
      )}
    </ListActionsContext>
  );
}

/** The first of 90 UTC days, today included: until the API has said so. */
function ninetyDaysAgo(): string {
  return dateOf(new Date().toISOString().slice(0, 10), -89);
}
