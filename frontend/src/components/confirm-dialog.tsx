import { useState, type ReactNode } from 'react';

import { Button } from './button';
import { Dialog } from './dialog';
import { TextField } from './field';
import { m } from '@/messages/messages';

interface Props {
  title: string;
  children: ReactNode;
  /** What the button does, in words: "Delete 3 monitors". */
  action: string;
  /** What must be typed before, for what cannot be undone. */
  typed?: string;
  isOpen: boolean;
  isBusy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is destroyed. */
export function ConfirmDialog({ title, children, action, typed, isOpen, isBusy, onConfirm, onClose }: Props) {
  const [given, setGiven] = useState('');
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <div className="grid gap-2 text-14 text-ink-2">{children}</div>
        {typed && (
          <TextField
            label={m.confirm_type({ text: typed })}
            value={given}
            onChange={(event) => setGiven(event.target.value)}
            autoComplete="off"
          />
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{m.cancel()}</Button>
          <Button type="submit" look="danger" isBusy={isBusy} disabled={typed !== undefined && given !== typed}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
