import { useState } from 'react';

import { MoveButtons } from './move-buttons';
import type { Item, Step } from './order';
import { Checkbox, TextField } from '@/components/field';
import { m } from '@/messages/messages';

interface Props {
  item: Item;
  /** The datalist with the groups there are. */
  groupsId: string;
  isEditor: boolean;
  isFirst: boolean;
  isLast: boolean;
  onEdit: (given: Partial<Pick<Item, 'is_public' | 'public_name'>>) => void;
  onGroup: (name: string) => void;
  onMove: (step: Step) => void;
}

/** One monitor: shown or not, its public name, its group, its place. Names are kept when one leaves the field. */
export function ItemRow({ item, groupsId, isEditor, isFirst, isLast, onEdit, onGroup, onMove }: Props) {
  const [name, setName] = useState(item.public_name ?? '');
  const [group, setGroup] = useState(item.group ?? '');
  if (!isEditor) {
    return (
      <li className="flex flex-wrap justify-between gap-3 px-4 py-3">
        <span>{item.public_name ?? item.name}</span>
        <span className="text-13 text-ink-3">{item.is_public ? m.status_shown() : m.status_hidden()}</span>
      </li>
    );
  }
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-4 py-2.5 max-md:[&>:nth-child(4)]:col-start-2 max-md:[&>:nth-child(4)]:row-start-1 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_180px_auto]">
      <Checkbox label={item.name} checked={item.is_public} onChange={(event) => onEdit({ is_public: event.target.checked })} />
      <TextField
        label={m.status_public_name({ name: item.name })}
        isLabelHidden
        placeholder={item.name}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => name.trim() !== (item.public_name ?? '') && onEdit({ public_name: name.trim() || null })}
      />
      <TextField
        label={m.status_group({ name: item.name })}
        isLabelHidden
        placeholder={m.status_no_group()}
        list={groupsId}
        value={group}
        maxLength={50}
        onChange={(event) => setGroup(event.target.value)}
        onBlur={() => group.trim() !== (item.group ?? '') && onGroup(group)}
      />
      <MoveButtons id={`item-${item.monitor_id}`} name={item.name} isFirst={isFirst} isLast={isLast} onMove={onMove} />
    </li>
  );
}
