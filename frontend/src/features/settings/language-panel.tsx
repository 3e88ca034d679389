import { Panel } from './panel';
import { SavedMark } from './saved-mark';
import { savedAt, useSaveMe } from './use-save-me';
import { ZoneField } from './zone-field';
import { adopt, useMe } from '@/app/session';
import { Select } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';
import { getLocale, isLocale, locales } from '@/messages/runtime';

/** Language and time zone: chosen is saved. */
export function LanguagePanel() {
  const me = useMe();
  const save = useSaveMe();
  const language = isLocale(me.language) ? me.language : getLocale();
  return (
    <Panel title={m.settings_language_zone()} aside={<SavedMark at={savedAt(save)} />}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={m.settings_language()}
          hint={m.settings_language_hint()}
          value={language}
          onChange={(event) => save.mutate({ language: event.target.value }, { onSuccess: adopt })}
        >
          {locales.map((locale) => (
            <option key={locale} value={locale} lang={locale}>
              {ownName(locale)}
            </option>
          ))}
        </Select>
        <ZoneField value={me.time_zone} onChange={(zone) => save.mutate({ time_zone: zone }, { onSuccess: adopt })} />
      </div>
      <FormProblem error={save.error} />
    </Panel>
  );
}

/** What a language calls itself. */
function ownName(locale: string): string {
  const name = new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}
