import { Link } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';

import { ChoiceList } from './choice-list';
import { Panel } from './panel';
import { SavedMark } from './saved-mark';
import { savedAt, useSaveMe } from './use-save-me';
import { useMe } from '@/app/session';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

/** Who sees the profile: chosen is saved. */
export function VisibilityPanel() {
  const me = useMe();
  const save = useSaveMe();
  const options = [
    { value: 'public', label: m.settings_visibility_public(), hint: m.settings_visibility_public_hint() },
    { value: 'signed_in', label: m.settings_visibility_signed_in(), hint: m.settings_visibility_signed_in_hint() },
    { value: 'workspace', label: m.settings_visibility_workspace(), hint: m.settings_visibility_workspace_hint() },
  ] as const;
  return (
    <Panel title={m.settings_visibility()} lead={m.settings_visibility_email()} aside={<SavedMark at={savedAt(save)} />}>
      <ChoiceList
        label={m.settings_visibility()}
        options={options}
        // While it is being saved the new one shows; a refusal brings the old one back.
        value={(save.isPending && save.variables.visibility) || me.visibility}
        onChange={(visibility) => save.mutate({ visibility })}
      />
      <FormProblem error={save.error} />
      <Link to="/people/$userId" params={{ userId: me.id }} className="link inline-flex w-fit items-center gap-1.5 text-14">
        {m.settings_visibility_see()}
        <ExternalLink size={14} aria-hidden />
      </Link>
    </Panel>
  );
}
