import type { Draft } from './draft';
import { Checkbox, Select } from '@/components/field';
import { Section } from '@/components/section';
import { m } from '@/messages/messages';

/** What becomes of time that is neither plainly up nor plainly down, and what is left out. */
export function StateFields({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) {
  return (
    <>
      <Section title={m.policies_part_states()}>
        <div className="card grid items-start gap-4 p-5 sm:grid-cols-2">
          <Select label={m.policies_degraded()} value={draft.degraded} onChange={(event) => onChange({ degraded: event.target.value === 'bad' ? 'bad' : 'good' })}>
            <option value="good">{m.policies_good()}</option>
            <option value="bad">{m.policies_bad()}</option>
          </Select>
          <Select label={m.policies_unknown()} value={draft.unknown} onChange={(event) => onChange({ unknown: event.target.value === 'bad' ? 'bad' : 'left_out' })}>
            <option value="left_out">{m.policies_left_out()}</option>
            <option value="bad">{m.policies_bad()}</option>
          </Select>
        </div>
      </Section>
      <Section title={m.policies_part_out()}>
        <div className="card grid gap-4 p-5">
          <Checkbox label={m.policies_maintenance()} hint={m.policies_maintenance_hint()} checked={draft.maintenance} onChange={(event) => onChange({ maintenance: event.target.checked })} />
          <Checkbox label={m.policies_exclusions()} hint={m.policies_exclusions_hint()} checked={draft.exclusions} onChange={(event) => onChange({ exclusions: event.target.checked })} />
        </div>
      </Section>
    </>
  );
}
