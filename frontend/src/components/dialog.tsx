import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';

import { IconButton } from './button';
import { m } from '@/messages/messages';

interface Props {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** `sheet` rises from the bottom on small screens. */
  kind?: 'dialog' | 'sheet';
  /** A press beside it does not close it: what it shows is not shown again. */
  isHeld?: boolean;
}

/** A modal dialog: the native element, so focus, Escape and the page behind are the browser's. */
export function Dialog({ title, isOpen, onClose, children, kind = 'dialog', isHeld = false }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (isOpen && !dialog.open) dialog.showModal();
    if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  const place = kind === 'sheet' ? 'max-sm:mb-0 max-sm:w-full max-sm:max-w-none max-sm:rounded-b-none' : '';
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onClose={onClose}
      closedby={isHeld ? 'closerequest' : 'any'}
      className={`w-[min(32rem,calc(100vw-2rem))] rounded-panel bg-raised p-0 text-ink-1 shadow-float backdrop:bg-ink-1/30 dark:backdrop:bg-sunken/70 ${place}`}
    >
      {isOpen && (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-6">
          <header className="flex items-start justify-between gap-4">
            <h2 id={id} className="text-18 font-heading">
              {title}
            </h2>
            <IconButton label={m.close()} onClick={onClose} className="-mt-1.5 -mr-2">
              <X size={18} aria-hidden />
            </IconButton>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}
