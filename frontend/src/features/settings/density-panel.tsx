import { ChoiceList } from './choice-list';
import { Panel } from './panel';
import { SavedMark } from './saved-mark';
import { savedAt, useSaveMe } from './use-save-me';
import { useMe } from '@/app/session';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

/** How high the rows of monitors are, unless the address of a list says it: chosen is saved. */
export function DensityPanel() {
  const { preferences } = useMe();
  const save = useSaveMe();
  const wished = save.isPending ? save.variables.preferences?.density : null;
  return (
    <Panel title={m.settings_density()} lead={m.settings_density_lead()} aside={<SavedMark at={savedAt(save)} />}>
      <ChoiceList
        label={m.settings_density()}
        value={wished ?? preferences.density}
        options={[
          { value: 'comfortable', label: m.workspace_density_comfortable(), hint: m.settings_density_comfortable_hint() },
          { value: 'compact', label: m.workspace_density_compact(), hint: m.settings_density_compact_hint() },
        ]}
        onChange={(density) => save.mutate({ preferences: { density } })}
      />
      <FormProblem error={save.error} />
    </Panel>
  );
}
