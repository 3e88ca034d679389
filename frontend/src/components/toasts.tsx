import { X } from 'lucide-react';
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';

import { IconButton } from './button';
import { m } from '@/messages/messages';

export interface Toast {
  text: string;
  tone?: 'plain' | 'problem';
  /** Shown for eight seconds; what it undoes has not been told to anybody before. */
  undo?: () => void;
}

const SHOWN_MS = 8_000;
const Context = createContext<((toast: Toast) => void) | null>(null);

/** Say something that needs no answer: `const say = useToast(); say({ text, undo })`. */
export function useToast(): (toast: Toast) => void {
  const say = useContext(Context);
  if (!say) throw new Error('useToast outside of Toasts');
  return say;
}

interface Shown extends Toast {
  id: number;
}

export function Toasts({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown[]>([]);
  const next = useRef(0);
  const drop = useCallback((id: number) => setShown((now) => now.filter((toast) => toast.id !== id)), []);
  const say = useCallback(
    (toast: Toast) => {
      const id = next.current++;
      setShown((now) => [...now.slice(-2), { ...toast, id }]);
      setTimeout(() => drop(id), SHOWN_MS);
    },
    [drop],
  );
  const list = useMemo(() => shown.map((toast) => <Line key={toast.id} toast={toast} onDone={() => drop(toast.id)} />), [shown, drop]);
  return (
    <Context value={say}>
      {children}
      <section aria-label={m.notices()} aria-live="polite" className="pointer-events-none fixed inset-x-4 bottom-20 z-50 grid justify-items-center gap-2 md:bottom-6">
        {list}
      </section>
    </Context>
  );
}

function Line({ toast, onDone }: { toast: Shown; onDone: () => void }) {
  const look = toast.tone === 'problem' ? 'bg-down-soft text-down-strong' : 'bg-accent text-accent-ink';
  return (
    <div className={`pointer-events-auto flex max-w-xl items-center gap-3 rounded-control py-1.5 pr-1.5 pl-4 text-14 shadow-float ${look}`}>
      <span className="py-1">{toast.text}</span>
      {toast.undo && (
        <button
          type="button"
          className="rounded-chip px-2 py-1 font-label underline underline-offset-4"
          onClick={() => {
            toast.undo?.();
            onDone();
          }}
        >
          {m.undo()}
        </button>
      )}
      <IconButton label={m.close()} onClick={onDone} className="text-current! hover:bg-transparent! hover:text-current!">
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
