import type { Effect, EffectRow } from './effect';
import { duration, uptime } from '@/lib/format';
import { m } from '@/messages/messages';

const MOST = 50;
const CELL = 'py-2 pr-4 last:pr-0';

/** A month by two policies: all monitors, then those that differ. */
export function EffectTable({ effect: { rows, same }, here, there }: { effect: Effect; here: string; there: string }) {
  return (
    <div className="grid gap-2" aria-live="polite">
      <table className="w-full text-13">
        <thead className="text-left text-12 text-ink-3">
          <tr>
            <th className={`${CELL} font-normal`}>{m.policies_effect_monitor()}</th>
            <th className={`${CELL} text-right font-normal`}>{here}</th>
            <th className={`${CELL} text-right font-normal`}>{there}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-y border-line">
          {rows.slice(0, MOST).map((row) => (
            <tr key={row.key}>
              <th scope="row" className={`${CELL} text-left wrap-anywhere ${row.name === null ? 'font-label' : 'font-normal'}`}>
                {row.name ?? m.policies_effect_all()}
              </th>
              <Figure share={row.here} downS={row.hereDownS} isStrong={isOther(row)} />
              <Figure share={row.there} downS={row.thereDownS} isStrong={false} />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-13 text-ink-3">{rows.some(isOther) ? m.policies_effect_others({ count: same }) : m.policies_effect_same()}</p>
    </div>
  );
}

function Figure({ share, downS, isStrong }: { share: number | null; downS: number; isStrong: boolean }) {
  return (
    <td className={`${CELL} text-right whitespace-nowrap`}>
      <span className={isStrong ? 'font-label' : ''}>{uptime(share, 3)}</span>
      <span className="block text-12 text-ink-3">{m.policies_effect_down({ time: duration(downS) })}</span>
    </td>
  );
}

function isOther({ here, there, hereDownS, thereDownS }: EffectRow): boolean {
  return here !== there || hereDownS !== thereDownS;
}
