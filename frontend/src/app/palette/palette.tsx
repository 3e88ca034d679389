import { useRouter } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';

import { findItems, type Item } from './items';
import { PaletteList } from './palette-list';
import { addRecent, readRecent } from './recent';
import { useItems } from './use-items';
import { m } from '@/messages/messages';

interface Props {
  onClose: () => void;
  onShowKeys: () => void;
}

/** Search or jump to: a field and what it finds, all by keys. */
export function Palette({ onClose, onShowKeys }: Props) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [place, setPlace] = useState(0);
  const [recent] = useState(readRecent);
  const found = findItems(useItems(onShowKeys), text, recent);
  const id = useId();
  const at = Math.min(place, found.length - 1);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const choose = (item: Item) => {
    addRecent(item.id);
    onClose();
    item.run?.();
    if (item.to) void router.navigate(item.to);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      setPlace(Math.abs(step) === 1 ? (at + step + found.length) % found.length : Math.min(found.length - 1, Math.max(0, at + step)));
    }
    const item = found[at];
    if (event.key === 'Enter' && item) {
      event.preventDefault();
      choose(item);
    }
  };

  return (
    <dialog
      ref={dialog}
      aria-label={m.shell_search()}
      closedby="any"
      onClose={onClose}
      className="mt-[12vh] w-[min(38rem,calc(100vw-2rem))] overflow-hidden rounded-panel border border-line bg-raised p-0 text-ink-1 shadow-float backdrop:bg-ink-1/30 max-sm:mt-4 dark:backdrop:bg-sunken/70"
    >
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search size={18} aria-hidden className="shrink-0 text-ink-3" />
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog begins in its field
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={found[at] && `${id}-${at}`}
          aria-autocomplete="list"
          aria-label={m.shell_search()}
          placeholder={m.shell_search_hint()}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setPlace(0);
          }}
          onKeyDown={onKeyDown}
          className="h-14 w-full bg-transparent text-16 outline-none placeholder:text-ink-3"
        />
      </div>
      <PaletteList id={id} items={found} place={at} onPoint={setPlace} onChoose={choose} />
      {!found.length && <p className="px-4 py-6 text-14 text-ink-2">{m.shell_search_nothing({ text })}</p>}
    </dialog>
  );
}
