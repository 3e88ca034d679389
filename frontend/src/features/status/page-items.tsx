import { useEffect, useRef, useState } from 'react';

import { useChangePage } from './api';
import { ItemRow } from './item-row';
import { MoveButtons } from './move-buttons';
import { buildGroups, moveGroup, moveItem, putInto, type Item, type Step } from './order';
import type { StatusPageItemIn, StatusPageOut } from '@/api/schema/types.gen';
import { Section } from '@/components/section';
import { m } from '@/messages/messages';

const GROUPS = 'status-groups';

/** Which monitors the page shows, under which names, in which groups and order. Every change is kept at once. */
export function PageItems({ page, isEditor }: { page: StatusPageOut; isEditor: boolean }) {
  const change = useChangePage(page.workspace_id);
  const [said, setSaid] = useState('');
  const moved = useRef<string | null>(null);
  const groups = buildGroups(page.items);
  const names = groups.map((group) => group.name).filter((name) => name !== null);
  useEffect(() => {
    if (moved.current) document.getElementById(moved.current)?.focus();
    moved.current = null;
  });

  const save = (items: Item[], sent: StatusPageItemIn[]) => change.mutate({ next: { ...page, items }, body: { items: sent } });
  const reorder = (items: Item[], focus: string, text: string) => {
    moved.current = focus;
    setSaid(text);
    save(items, items.map(({ monitor_id, position }) => ({ monitor_id, position })));
  };
  const edit = (item: Item, given: Partial<Pick<Item, 'is_public' | 'public_name'>>) =>
    save(
      page.items.map((other) => (other === item ? { ...item, ...given } : other)),
      [{ monitor_id: item.monitor_id, ...given }],
    );
  const regroup = (item: Item, group: string) => {
    const items = putInto(page.items, item.monitor_id, group);
    save(items, items.map((one) => ({ monitor_id: one.monitor_id, position: one.position, ...(one.monitor_id === item.monitor_id && { group: one.group }) })));
  };
  const stepItem = (item: Item) => (step: Step) => {
    const items = moveItem(page.items, item.monitor_id, step);
    const place = items.findIndex((one) => one.monitor_id === item.monitor_id) + 1;
    reorder(items, `item-${item.monitor_id}-${step}`, m.status_moved({ name: item.name, place, of: items.length }));
  };

  return (
    <Section title={m.status_monitors()}>
      <p className="max-w-[68ch] text-13 text-ink-3">{m.status_monitors_text()}</p>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      <datalist id={GROUPS}>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </datalist>
      {groups.map((group, at) => (
        <div key={group.name ?? ''} role="group" aria-label={group.name ?? m.status_no_group()} className="card overflow-hidden">
          {groups.length > 1 && (
            <div className="flex min-h-11 items-center justify-between gap-3 border-b border-line px-4">
              <h3 className="text-13 font-label text-ink-2">{group.name ?? m.status_no_group()}</h3>
              {isEditor && (
                <MoveButtons
                  id={`group-${at}`}
                  name={group.name ?? m.status_no_group()}
                  isFirst={at === 0}
                  isLast={at === groups.length - 1}
                  onMove={(step) => reorder(moveGroup(page.items, group.name, step), `group-${at + step}-${step}`, m.status_moved({ name: group.name ?? m.status_no_group(), place: at + step + 1, of: groups.length }))}
                />
              )}
            </div>
          )}
          <ul className="divide-y divide-line">
            {group.items.map((item, place) => (
              <ItemRow
                key={`${item.monitor_id} ${item.public_name} ${item.group}`}
                item={item}
                groupsId={GROUPS}
                isEditor={isEditor}
                isFirst={place === 0}
                isLast={place === group.items.length - 1}
                onEdit={(given) => edit(item, given)}
                onGroup={(name) => regroup(item, name)}
                onMove={stepItem(item)}
              />
            ))}
          </ul>
        </div>
      ))}
    </Section>
  );
}
