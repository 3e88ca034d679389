import { Button } from '@/components/button';
import { CopyButton } from '@/components/copy-button';
import { Dialog } from '@/components/dialog';
import { m } from '@/messages/messages';

/** A key, once. */
export function NewKey({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <Dialog title={m.settings_key_shown_title()} isOpen isHeld onClose={onClose}>
      <p className="text-14 text-ink-2">{m.settings_key_shown_once()}</p>
      <div className="flex items-center gap-2 rounded-control bg-sunken py-2 pr-2 pl-4">
        <code className="min-w-0 flex-1 font-mono text-13 break-all">{text}</code>
        <CopyButton text={text} />
      </div>
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          {m.settings_key_kept()}
        </Button>
      </div>
    </Dialog>
  );
}
