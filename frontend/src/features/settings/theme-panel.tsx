import { useId } from 'react';

import { Panel } from './panel';
import { ThemePreview } from './theme-preview';
import { useTheme } from '@/app/use-theme';
import { m } from '@/messages/messages';

/** Light, dark, or as the device says; each shown as the row it makes. */
export function ThemePanel() {
  const name = useId();
  const { theme, choose } = useTheme();
  const options = [
    { value: 'system', label: m.settings_theme_system(), shown: ['light', 'dark'] },
    { value: 'light', label: m.settings_theme_light(), shown: ['light'] },
    { value: 'dark', label: m.settings_theme_dark(), shown: ['dark'] },
  ] as const;
  return (
    <Panel title={m.settings_theme()} lead={m.settings_theme_lead()}>
      <fieldset className="grid gap-3 sm:grid-cols-3">
        <legend className="sr-only">{m.settings_theme()}</legend>
        {options.map((option) => (
          <label
            key={option.value}
            className="grid cursor-pointer gap-2 rounded-card border border-line p-2 pb-3 hover:border-line-strong has-checked:border-accent has-checked:outline-1 has-checked:outline-accent has-focus-visible:outline-2 has-focus-visible:outline-focus"
          >
            <span aria-hidden className="flex h-24 overflow-hidden rounded-control border border-line">
              {option.shown.map((shown) => (
                <ThemePreview key={shown} theme={shown} />
              ))}
            </span>
            <span className="flex items-center gap-2 px-1 text-14 font-label">
              <input type="radio" name={name} className="size-4" checked={theme === option.value} onChange={() => choose(option.value)} />
              {option.label}
            </span>
          </label>
        ))}
      </fieldset>
    </Panel>
  );
}
