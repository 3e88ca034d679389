import { Panel } from './panel';
import { setShortcutsOn, useShortcutsOn } from '@/app/shortcuts';
import { Checkbox } from '@/components/field';
import { m } from '@/messages/messages';

/** Single keys can be switched off, for those who speak to their computer. */
export function KeyboardPanel() {
  const isOn = useShortcutsOn();
  return (
    <Panel title={m.settings_keyboard()} lead={m.settings_keyboard_lead()}>
      <Checkbox
        label={m.settings_shortcuts()}
        hint={m.settings_shortcuts_hint()}
        checked={isOn}
        onChange={(event) => setShortcutsOn(event.target.checked)}
      />
    </Panel>
  );
}
