import type { About, Draft } from './draft';
import { GroupFields } from './group-fields';
import type { MonitorOut } from '@/api/schema/types.gen';
import { Select } from '@/components/field';
import { Segmented } from '@/components/segmented';
import { m } from '@/messages/messages';

interface Props {
  draft: Draft;
  monitors: readonly MonitorOut[];
  error?: string | undefined;
  onChange: (part: Partial<Draft>) => void;
}

/** What must be up: a monitor, those with a tag, all of the workspace, or several together. */
export function AboutFields({ draft, monitors, error, onChange }: Props) {
  const tags = [...new Set(monitors.flatMap((one) => one.tags))].toSorted((a, b) => a.localeCompare(b));
  const kinds: { value: About; label: string }[] = [
    { value: 'monitor', label: m.objectives_kind_monitor() },
    { value: 'tag', label: m.objectives_kind_tag() },
    { value: 'workspace', label: m.objectives_kind_all() },
    { value: 'several', label: m.objectives_kind_several() },
  ];
  return (
    <div className="grid gap-2">
      <span aria-hidden className="text-13 font-label">
        {m.objectives_about()}
      </span>
      <div>
        <Segmented label={m.objectives_about()} value={draft.about} options={kinds} onChange={(about) => onChange({ about })} />
      </div>
      {draft.about === 'monitor' && (
        <Select label={m.objectives_kind_monitor()} isLabelHidden required value={draft.monitor} error={error} onChange={(event) => onChange({ monitor: event.target.value })}>
          <option value="">{m.objectives_choose()}</option>
          {monitors.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
      {draft.about === 'tag' && (
        <Select label={m.objectives_kind_tag()} isLabelHidden required value={draft.tag} error={error} hint={m.objectives_tag_hint()} onChange={(event) => onChange({ tag: event.target.value })}>
          <option value="">{m.objectives_choose()}</option>
          {[...new Set([draft.tag, ...tags])].filter(Boolean).map((tag) => (
            <option key={tag}>{tag}</option>
          ))}
        </Select>
      )}
      {draft.about === 'workspace' && <p className="text-13 text-ink-3">{m.objectives_all_hint()}</p>}
      {draft.about === 'several' && draft.kept && <p className="text-13 text-ink-3">{m.objectives_kept()}</p>}
      {draft.about === 'several' && !draft.kept && <GroupFields group={draft} names={namesOf(monitors, tags)} onChange={onChange} />}
      {error && (draft.about === 'several' || draft.about === 'workspace') && <p className="text-13 text-down-strong">{error}</p>}
    </div>
  );
}

/** What can be part of a tree, by its key. */
function namesOf(monitors: readonly MonitorOut[], tags: readonly string[]): ReadonlyMap<string, string> {
  return new Map<string, string>([
    ...monitors.map(({ id, name }) => [`monitor ${id}`, name] as const),
    ...tags.map((tag) => [`tag ${tag}`, m.objectives_about_tag({ tag })] as const),
    ['workspace', m.objectives_about_all()],
  ]);
}
