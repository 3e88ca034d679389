import { X } from 'lucide-react';

import { newPart, type Group, type Mode, type Part } from './draft';
import { IconButton } from '@/components/button';
import { Select, TextField } from '@/components/field';
import { m } from '@/messages/messages';

const MODES: readonly { value: Mode; label: () => string }[] = [
  { value: 'all_of', label: () => m.objectives_mode_all() },
  { value: 'any_of', label: () => m.objectives_mode_any() },
  { value: 'weighted', label: () => m.objectives_mode_weighted() },
];
const MOST_LEVELS = 4;
const MOST_WEIGHT = 1000;

interface Props {
  group: Group;
  /** What can be chosen: key to name. */
  names: ReadonlyMap<string, string>;
  level?: number;
  onChange: (group: Group) => void;
}

/** How several come together: all, any or weighted of monitors, tags, and groups of them. */
export function GroupFields({ group: { mode, parts }, names, level = 1, onChange }: Props) {
  const rest = [...names].filter(([key]) => parts.every((part) => part.key !== key));
  const set = (next: readonly Part[]) => onChange({ mode, parts: next });
  return (
    <div className="grid gap-3">
      <Select label={m.objectives_mode()} isLabelHidden value={mode} onChange={(event) => onChange({ mode: MODES.find(({ value }) => value === event.target.value)?.value ?? 'all_of', parts })}>
        {MODES.map(({ value, label }) => (
          <option key={value} value={value}>
            {label()}
          </option>
        ))}
      </Select>
      <ul className="grid gap-1.5 empty:hidden">
        {parts.map((part) => (
          <PartFields
            key={part.key}
            part={part}
            isWeighted={mode === 'weighted'}
            names={names}
            level={level}
            onChange={(next) => set(parts.map((each) => (each.key === part.key ? next : each)))}
            onDrop={() => set(parts.filter(({ key }) => key !== part.key))}
          />
        ))}
      </ul>
      <Select label={m.objectives_add_part()} isLabelHidden required={parts.length === 0} value="" onChange={(event) => set([...parts, newPart(event.target.value, parts)])}>
        <option value="">{m.objectives_add_part()}</option>
        {level < MOST_LEVELS && <option value="group">{m.objectives_add_group()}</option>}
        {rest.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </Select>
    </div>
  );
}

interface PartProps {
  part: Part;
  isWeighted: boolean;
  names: ReadonlyMap<string, string>;
  level: number;
  onChange: (part: Part) => void;
  onDrop: () => void;
}

function PartFields({ part, isWeighted, names, level, onChange, onDrop }: PartProps) {
  const name = part.group ? m.objectives_group() : (names.get(part.key) ?? m.objectives_gone_monitor());
  return (
    <li className={part.group ? 'grid gap-2 border-l-2 border-line pl-3' : ''}>
      <div className="flex items-center gap-2">
        <span className={`min-w-0 flex-1 truncate ${part.group ? 'text-13 font-label text-ink-2' : ''}`}>{name}</span>
        {isWeighted && (
          <div className="w-20">
            <TextField type="number" min={1} max={MOST_WEIGHT} label={m.objectives_weight_of({ name })} isLabelHidden value={part.weight} onChange={(event) => onChange({ ...part, weight: event.target.value })} />
          </div>
        )}
        <IconButton label={m.objectives_drop({ name })} onClick={onDrop}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      {part.group && <GroupFields group={part.group} names={names} level={level + 1} onChange={(group) => onChange({ ...part, group })} />}
    </li>
  );
}
