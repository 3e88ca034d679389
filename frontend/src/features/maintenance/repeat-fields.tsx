import { DAYS, openings, type Day, type Repeat } from './rule';
import type { WindowDraft } from './window-draft';
import { dayName } from './words';
import { Select, TextField } from '@/components/field';
import { useNow } from '@/components/time';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

interface Props {
  draft: WindowDraft;
  error?: string | undefined;
  onChange: (part: Partial<WindowDraft>) => void;
}

const NEXT = 3;
const REPEATS: readonly { value: Repeat; label: () => string }[] = [
  { value: 'once', label: () => m.maintenance_once() },
  { value: 'daily', label: () => m.maintenance_daily() },
  { value: 'weekly', label: () => m.maintenance_weekly() },
  { value: 'monthly', label: () => m.maintenance_monthly() },
  { value: 'rule', label: () => m.maintenance_rule() },
];

/** Whether and when it comes again, and the next times it does. */
export function RepeatFields({ draft, error, onChange }: Props) {
  return (
    <div className="grid gap-3">
      <Select
        label={m.maintenance_repeats()}
        value={draft.repeat}
        onChange={(event) => onChange({ repeat: REPEATS.find(({ value }) => value === event.target.value)?.value ?? 'once' })}
        error={draft.repeat === 'rule' ? undefined : error}
      >
        {REPEATS.map(({ value, label }) => (
          <option key={value} value={value}>
            {value === 'monthly' ? m.maintenance_monthly_on({ day: String(Number(draft.date.slice(8, 10))) }) : label()}
          </option>
        ))}
      </Select>
      {draft.repeat === 'weekly' && <Days days={draft.days} onChange={(days) => onChange({ days })} />}
      {draft.repeat === 'rule' && (
        <TextField
          label={m.maintenance_rule_field()}
          hint={m.maintenance_rule_hint()}
          error={error}
          required
          spellCheck={false}
          className="font-mono"
          placeholder="FREQ=MONTHLY;BYDAY=-1SU"
          value={draft.rule}
          onChange={(event) => onChange({ rule: event.target.value })}
        />
      )}
      <Next draft={draft} />
    </div>
  );
}

function Days({ days, onChange }: { days: readonly Day[]; onChange: (days: readonly Day[]) => void }) {
  const toggle = (day: Day) => {
    const next = days.includes(day) ? days.filter((each) => each !== day) : [...days, day];
    if (next.length) onChange(next);
  };
  return (
    <fieldset className="grid grid-cols-7 gap-1">
      <legend className="sr-only">{m.maintenance_days()}</legend>
      {DAYS.map((day) => (
        <label
          key={day}
          className="inline-flex min-h-9 min-w-0 cursor-pointer items-center justify-center rounded-chip border border-line-strong px-0.5 text-13 text-ink-2 has-checked:border-accent has-checked:bg-accent has-checked:font-label has-checked:text-accent-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus pointer-coarse:min-h-11"
        >
          <input type="checkbox" className="sr-only" aria-label={dayName(day)} checked={days.includes(day)} onChange={() => toggle(day)} />
          <span aria-hidden>{dayName(day, 'short')}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Next({ draft }: { draft: WindowDraft }) {
  const now = useNow();
  if (!draft.date || !draft.time || draft.repeat === 'once') return null;
  const next = openings(draft, `${draft.date}T${draft.time}`, draft.zone, now, NEXT);
  if (!next?.length) return null;
  const format = new Intl.DateTimeFormat(getLocale(), { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: draft.zone });
  return (
    <p className="text-13 text-ink-3">
      {m.maintenance_next_times({ times: next.map((at) => format.format(at)).join(' · ') })}
    </p>
  );
}
