import type { PeriodIn } from '@/api/schema/types.gen';
import { Select, TextField } from '@/components/field';
import { m } from '@/messages/messages';

const UNITS: readonly (readonly [PeriodIn['unit'], () => string])[] = [
  ['seconds', () => m.workspace_unit_seconds()],
  ['minutes', () => m.workspace_unit_minutes()],
  ['hours', () => m.workspace_unit_hours()],
  ['days', () => m.workspace_unit_days()],
  ['weeks', () => m.workspace_unit_weeks()],
];

export function isUnit(text: string): text is PeriodIn['unit'] {
  return UNITS.some(([unit]) => unit === text);
}

interface Props {
  value: string;
  unit: PeriodIn['unit'];
  onChange: (value: string, unit: PeriodIn['unit']) => void;
  error?: string | undefined;
  isRequired?: boolean;
}

/** How often: a number and its unit. */
export function PeriodFields({ value, unit, onChange, error, isRequired = false }: Props) {
  return (
    <div className="flex items-end gap-2">
      <TextField
        label={m.workspace_period()}
        type="number"
        min={1}
        className="!w-20"
        required={isRequired}
        value={value}
        error={error}
        onChange={(event) => onChange(event.target.value, unit)}
      />
      <Select
        label={m.workspace_unit()}
        isLabelHidden
        value={unit}
        onChange={(event) => isUnit(event.target.value) && onChange(value, event.target.value)}
      >
        {UNITS.map(([name, label]) => (
          <option key={name} value={name}>
            {label()}
          </option>
        ))}
      </Select>
    </div>
  );
}
