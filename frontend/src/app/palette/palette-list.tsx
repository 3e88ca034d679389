import { useEffect } from 'react';

import { GROUPS, type Group, type Item } from './items';
import { StateWord } from '@/components/state-word';
import { m } from '@/messages/messages';

const TITLES: Record<Group, () => string> = {
  recent: m.shell_group_recent,
  monitors: m.shell_group_monitors,
  workspaces: m.shell_group_workspaces,
  actions: m.shell_group_actions,
  settings: m.shell_group_settings,
  help: m.shell_group_help,
};
interface Props {
  id: string;
  items: readonly Item[];
  /** The chosen one, counted over all groups. */
  place: number;
  onPoint: (place: number) => void;
  onChoose: (item: Item) => void;
}

/** What was found, by groups; the field above owns the keyboard. */
export function PaletteList({ id, items, place, onPoint, onChoose }: Props) {
  useEffect(() => {
    void document.getElementById(`${id}-${place}`)?.scrollIntoView?.({ block: 'nearest' });
  }, [id, place]);
  return (
    <div role="listbox" id={id} aria-label={m.shell_search()} className="max-h-[min(24rem,60vh)] overflow-y-auto p-2 empty:hidden">
      {GROUPS.map((group) => {
        const those = items.filter((item) => item.group === group);
        if (!those.length) return null;
        return (
          <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
            <p id={`${id}-${group}`} className="px-3 pt-2 pb-1 text-12 text-ink-3">
              {TITLES[group]()}
            </p>
            {those.map((item) => {
              const at = items.indexOf(item);
              return (
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the combobox has the keys
                <div
                  key={item.id}
                  role="option"
                  id={`${id}-${at}`}
                  aria-selected={at === place}
                  onPointerMove={() => onPoint(at)}
                  onClick={() => onChoose(item)}
                  className="flex min-h-10 cursor-pointer items-center gap-2.5 rounded-control px-3 text-14 aria-selected:bg-sunken"
                >
                  {item.state && <StateWord state={item.state} isLabelHidden />}
                  <span className="min-w-0 truncate">{item.label}</span>
                  {item.hint && <span className="ml-auto min-w-0 shrink-0 truncate pl-4 text-13 text-ink-3">{item.hint}</span>}
                </div>
              );
            })}
          </div>
        );
      })}
    </div>
  );
}
