import { Panel } from './panel';
import { SaveRow } from './save-row';
import { useDraft } from './use-draft';
import { useMe } from '@/app/session';
import { TextField } from '@/components/field';
import { m } from '@/messages/messages';

export function LinksPanel() {
  const { wire, submit, value: _, ...row } = useDraft(useMe());
  return (
    <Panel title={m.settings_links()}>
      <form onSubmit={submit} className="grid gap-4">
        <TextField {...wire('website')} label={m.settings_website()} inputMode="url" autoComplete="url" placeholder="https://" />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField {...wire('github')} label={m.settings_github()} hint={m.settings_github_hint()} autoCapitalize="none" spellCheck={false} />
          <TextField {...wire('linkedin')} label={m.settings_linkedin()} hint={m.settings_linkedin_hint()} autoCapitalize="none" spellCheck={false} />
        </div>
        <SaveRow {...row} />
      </form>
    </Panel>
  );
}
