import { rateWords } from './words';
import type { StandingOut } from '@/api/schema/types.gen';
import { StateWord } from '@/components/state-word';
import { duration } from '@/lib/format';
import { m } from '@/messages/messages';

/** Multi-window burn rates: a rule fires when the rates of both its windows reach its limit. */
export function BurnTable({ rules }: { rules: StandingOut['burning'] }) {
  return (
    <div className="grid gap-1.5">
      <h3 className="text-13 font-heading text-ink-2">{m.objectives_burning()}</h3>
      <table className="w-full text-13">
        <thead className="text-left text-12 text-ink-3">
          <tr>
            <th className="py-1 font-normal">{m.objectives_burn_windows()}</th>
            <th className="py-1 text-right font-normal">{m.objectives_burn_rates()}</th>
            <th className="py-1 text-right font-normal">{m.objectives_burn_limit()}</th>
            <th className="py-1 pl-3 font-normal">{m.objectives_burn_state()}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {rules.map((rule) => (
            <tr key={`${rule.long_s} ${rule.short_s}`}>
              <td className="py-1.5">{`${duration(rule.long_s)} / ${duration(rule.short_s)}`}</td>
              <td className="py-1.5 text-right">{`${rateWords(rule.long_rate)} / ${rateWords(rule.short_rate)}`}</td>
              <td className="py-1.5 text-right">{rateWords(rule.rate)}</td>
              <td className="py-1.5 pl-3">{rule.fires ? <StateWord state="down" label={m.objectives_fires()} /> : <StateWord state="up" label={m.objectives_calm()} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
