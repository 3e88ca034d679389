import { Select } from './field';
import { everyPeriod, QUICK_PERIODS } from './monitor-words';
import type { PeriodIn } from '@/api/schema/types.gen';
import { m } from '@/messages/messages';

/** How often, among the usual: where a monitor is made of an address alone. The form has every period. */
export function PeriodSelect({ value, onChange }: { value: PeriodIn; onChange: (period: PeriodIn) => void }) {
  return (
    <Select
      label={m.how_often()}
      value={everyPeriod(value)}
      onChange={(event) => {
        const chosen = QUICK_PERIODS.find((period) => everyPeriod(period) === event.target.value);
        if (chosen) onChange(chosen);
      }}
    >
      {QUICK_PERIODS.map((period) => (
        <option key={everyPeriod(period)} value={everyPeriod(period)}>
          {everyPeriod(period)}
        </option>
      ))}
    </Select>
  );
}
