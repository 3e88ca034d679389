import type { Draft } from './draft';
import { Checkbox, TextField } from '@/components/field';
import { Section } from '@/components/section';
import { Segmented } from '@/components/segmented';
import { m } from '@/messages/messages';

const MOST_CHECKS = 20;
const DAY_S = 86_400;

/** What an outage is: as it was recorded or counted again, from when, and how short one may be. */
export function OutageFields({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) {
  return (
    <Section title={m.policies_part_outages()}>
      <div className="card grid gap-5 p-5">
        <div>
          <Segmented
            label={m.policies_part_outages()}
            value={draft.isRecomputed ? 'again' : 'recorded'}
            options={[
              { value: 'recorded', label: m.policies_recorded() },
              { value: 'again', label: m.policies_recomputed() },
            ]}
            onChange={(value) => onChange({ isRecomputed: value === 'again' })}
          />
        </div>
        {draft.isRecomputed && (
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <TextField type="number" min={1} max={MOST_CHECKS} required label={m.policies_failures()} hint={m.policies_failures_hint()} value={draft.failures} onChange={(event) => onChange({ failures: event.target.value })} />
            <TextField type="number" min={1} max={MOST_CHECKS} required label={m.policies_recoveries()} hint={m.policies_recoveries_hint()} value={draft.recoveries} onChange={(event) => onChange({ recoveries: event.target.value })} />
            <div className="sm:col-span-2">
              <Checkbox label={m.policies_backdates()} hint={m.policies_backdates_hint()} checked={draft.backdates} onChange={(event) => onChange({ backdates: event.target.checked })} />
            </div>
          </div>
        )}
        <div className="max-w-64">
          <TextField type="number" min={0} max={DAY_S} required label={m.policies_min_outage()} hint={m.policies_min_outage_hint()} value={draft.minOutage} onChange={(event) => onChange({ minOutage: event.target.value })} />
        </div>
      </div>
    </Section>
  );
}
