import { mainKey, setShortcutsOn, useShortcuts, useShortcutsOn } from './shortcuts';
import { Checkbox } from '@/components/field';
import { Dialog } from '@/components/dialog';
import { m } from '@/messages/messages';

/** Every key that does something on this page, and the switch for all of them. */
export function KeyHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const shortcuts = useShortcuts();
  const isOn = useShortcutsOn();
  const shown = shortcuts.filter((each, place) => shortcuts.findLastIndex((other) => other.keys === each.keys) === place);
  return (
    <Dialog title={m.shell_keys()} isOpen={isOpen} onClose={onClose}>
      <dl className="grid gap-x-8 gap-y-2 sm:grid-cols-2">
        {shown.map((shortcut) => (
          <div key={shortcut.keys} className="flex items-center justify-between gap-4">
            <dt className="text-14 text-ink-2">{shortcut.label}</dt>
            <dd className="flex gap-1">
              {shortcut.keys.split(/[ +]/).map((key) => (
                <kbd key={key} className="min-w-6 rounded-chip border border-line bg-surface px-1.5 py-0.5 text-center font-mono text-12">
                  {key === 'mod' ? mainKey() : key.length === 1 && shortcut.keys.startsWith('mod') ? key.toUpperCase() : key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Checkbox label={m.shell_keys_on()} hint={m.shell_keys_hint()} checked={isOn} onChange={(event) => setShortcutsOn(event.target.checked)} />
    </Dialog>
  );
}
