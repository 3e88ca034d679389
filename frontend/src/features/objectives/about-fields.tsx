import { X } from 'lucide-react';

import type { About, Draft, Mode, Part } from './draft';
import type { MonitorOut } from '@/api/schema/types.gen';
import { IconButton } from '@/components/button';
import { Select, TextField } from '@/components/field';
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
      {draft.about === 'several' && !draft.kept && <Several draft={draft} monitors={monitors} tags={tags} onChange={onChange} />}
      {error && (draft.about === 'several' || draft.about === 'workspace') && <p className="text-13 text-down-strong">{error}</p>}
    </div>
  );
}

const MODES: readonly { value: Mode; label: () => string }[] = [
  { value: 'all_of', label: () => m.objectives_mode_all() },
  { value: 'any_of', label: () => m.objectives_mode_any() },
  { value: 'weighted', label: () => m.objectives_mode_weighted() },
];

function Several({ draft, monitors, tags, onChange }: Omit<Props, 'error'> & { tags: readonly string[] }) {
  const names = new Map<string, string>([
    ...monitors.map(({ id, name }) => [`monitor ${id}`, name] as const),
    ...tags.map((tag) => [`tag ${tag}`, m.objectives_about_tag({ tag })] as const),
  ]);
  const setParts = (parts: readonly Part[]) => onChange({ parts });
  const rest = [...names].filter(([key]) => draft.parts.every((part) => part.key !== key));
  return (
    <div className="grid gap-3">
      <Select label={m.objectives_mode()} isLabelHidden value={draft.mode} onChange={(event) => onChange({ mode: MODES.find(({ value }) => value === event.target.value)?.value ?? 'all_of' })}>
        {MODES.map(({ value, label }) => (
          <option key={value} value={value}>
            {label()}
          </option>
        ))}
      </Select>
      <ul className="grid gap-1.5 empty:hidden">
        {draft.parts.map((part) => {
          const name = names.get(part.key) ?? m.objectives_gone_monitor();
          return (
            <li key={part.key} className="flex items-center gap-2">
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {draft.mode === 'weighted' && (
                <div className="w-20">
                  <TextField
                    type="number"
                    min={1}
                    max={1000}
                    label={m.objectives_weight_of({ name })}
                    isLabelHidden
                    value={part.weight}
                    onChange={(event) => setParts(draft.parts.map((each) => (each.key === part.key ? { ...each, weight: event.target.value } : each)))}
                  />
                </div>
              )}
              <IconButton label={m.objectives_drop({ name })} onClick={() => setParts(draft.parts.filter((each) => each.key !== part.key))}>
                <X size={16} aria-hidden />
              </IconButton>
            </li>
          );
        })}
      </ul>
      <Select
        label={m.objectives_add_part()}
        isLabelHidden
        required={draft.parts.length === 0}
        value=""
        onChange={(event) => setParts([...draft.parts, { key: event.target.value, weight: '1' }])}
      >
        <option value="">{m.objectives_add_part()}</option>
        {rest.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </Select>
    </div>
  );
}
