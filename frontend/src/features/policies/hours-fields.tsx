import { readHolidays, readOpenings, type Draft } from './draft';
import { DayBar } from './week-picture';
import { Button } from '@/components/button';
import { TextArea, TextField } from '@/components/field';
import { Section } from '@/components/section';
import { Segmented } from '@/components/segmented';
import { ZoneCombobox } from '@/components/zone-combobox';
import { dayName } from '@/lib/policy-words';
import { m } from '@/messages/messages';

interface Props {
  draft: Draft;
  problem: (field: string) => string | undefined;
  onChange: (part: Partial<Draft>) => void;
}

const SHOWN_WRONG = 3;

/** Which hours count: all of them, or those of a week by the clock of a zone, without holidays. */
export function HoursFields({ draft, problem, onChange }: Props) {
  const wrong = readHolidays(draft.holidays).wrong;
  const shown = wrong.length ? m.policies_holidays_wrong({ lines: wrong.slice(0, SHOWN_WRONG).join(' · ') }) : problem('service_hours.holidays');
  return (
    <Section title={m.policies_part_hours()}>
      <div className="card grid gap-5 p-5">
        <div>
          <Segmented
            label={m.policies_part_hours()}
            value={draft.hasHours ? 'some' : 'all'}
            options={[
              { value: 'all', label: m.policies_all_hours() },
              { value: 'some', label: m.policies_service_hours() },
            ]}
            onChange={(value) => onChange({ hasHours: value === 'some' })}
          />
        </div>
        {draft.hasHours && (
          <>
            <Week draft={draft} problem={problem('service_hours.weekly')} onChange={onChange} />
            <div className="max-w-96">
              <ZoneCombobox label={m.policies_zone()} value={draft.zone} error={problem('service_hours.time_zone')} onChange={(zone) => onChange({ zone })} />
            </div>
            <TextArea label={m.policies_holidays()} hint={m.policies_holidays_hint()} error={shown} rows={4} spellCheck={false} className="max-h-80 text-13" value={draft.holidays} onChange={(event) => onChange({ holidays: event.target.value })} />
          </>
        )}
      </div>
    </Section>
  );
}

function Week({ draft: { week }, problem, onChange }: { draft: Draft; problem: string | undefined; onChange: Props['onChange'] }) {
  const set = (place: number, text: string) => onChange({ week: week.map((each, at) => (at === place ? text : each)) });
  const monday = week[0] ?? '';
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1.5 text-13 font-label">{m.policies_week()}</legend>
      {week.map((text, place) => {
        const openings = readOpenings(text);
        return (
          <div key={dayName(place)} className="grid grid-cols-[2.5rem_minmax(0,1fr)] items-center gap-x-3 gap-y-1 sm:grid-cols-[2.5rem_15rem_minmax(0,1fr)]">
            <span aria-hidden className="text-13 text-ink-2">
              {dayName(place, 'short')}
            </span>
            <TextField
              label={dayName(place)}
              isLabelHidden
              error={openings ? undefined : m.policies_week_wrong({ day: dayName(place) })}
              placeholder={m.policies_closed()}
              spellCheck={false}
              autoComplete="off"
              value={text}
              onChange={(event) => set(place, event.target.value)}
            />
            <span className="max-sm:col-start-2">
              <DayBar openings={openings ?? []} />
            </span>
          </div>
        );
      })}
      <p className="text-13 text-ink-3">{m.policies_week_hint()}</p>
      {problem && <p className="text-13 text-down-strong">{problem}</p>}
      <div>
        <Button look="quiet" className="-ml-4" onClick={() => onChange({ week: week.map((each, place) => (place < 5 ? monday : each)) })}>
          {m.policies_like_monday()}
        </Button>
      </div>
    </fieldset>
  );
}
