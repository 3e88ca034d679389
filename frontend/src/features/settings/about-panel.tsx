import { Panel } from './panel';
import { SaveRow } from './save-row';
import { useDraft } from './use-draft';
import { useMe } from '@/app/session';
import { TextArea, TextField } from '@/components/field';
import { m } from '@/messages/messages';

const BIO_MAX = 500;

export function AboutPanel() {
  const draft = useDraft(useMe());
  const { wire, submit, value, ...row } = draft;
  return (
    <Panel title={m.settings_about()}>
      <form onSubmit={submit} className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField {...wire('first_name')} label={m.settings_first_name()} autoComplete="given-name" maxLength={100} />
          <TextField {...wire('last_name')} label={m.settings_last_name()} autoComplete="family-name" maxLength={100} />
          <TextField {...wire('pronouns')} label={m.settings_pronouns()} hint={m.settings_pronouns_hint()} maxLength={40} />
          <TextField {...wire('city')} label={m.settings_city()} autoComplete="address-level2" maxLength={100} />
        </div>
        <TextArea
          {...wire('bio')}
          label={m.settings_bio()}
          hint={m.settings_bio_left({ count: BIO_MAX - value('bio').length })}
          maxLength={BIO_MAX}
        />
        <SaveRow {...row} />
      </form>
    </Panel>
  );
}
