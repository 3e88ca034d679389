import type { CheckOut, MonitorOut } from '@/api/schema/types.gen';
import { StateWord } from '@/components/state-word';
import { Time } from '@/components/time';
import { latency } from '@/lib/format';
import { reasonWords } from '@/lib/reasons';
import { m } from '@/messages/messages';
import { kindOfCheck, readState } from './view';

/** One line a check; tries behind a verdict and checks made by hand stand back. */
export function ChecksTable({ checks, kind }: { checks: readonly CheckOut[]; kind: MonitorOut['kind'] }) {
  return (
    <table className="w-full text-13">
      <caption className="sr-only">{m.monitor_checks()}</caption>
      <thead className="text-left text-12 text-ink-3">
        <tr className="border-t border-line">
          <th className="py-2 pr-3 pl-4 font-normal sm:pl-5">{m.monitor_time()}</th>
          <th className="px-3 py-2 font-normal">{m.monitor_seen()}</th>
          <th className="px-3 py-2 text-right font-normal max-sm:pr-4">{m.monitor_latency()}</th>
          {kind === 'http' && <th className="hidden px-3 py-2 font-normal sm:table-cell">HTTP</th>}
          <th className="hidden py-2 pr-5 pl-3 font-normal sm:table-cell">{m.monitor_reason()}</th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-t border-line">
        {checks.map((check) => (
          <Row key={`${check.slot} ${check.attempt}`} check={check} kind={kind} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ check, kind }: { check: CheckOut; kind: MonitorOut['kind'] }) {
  const isTry = kindOfCheck(check) === 'try';
  const why = check.reason ? reasonWords(check) : '';
  return (
    <tr className={isTry ? 'text-ink-3' : 'text-ink-2'}>
      <td className="py-2 pr-3 pl-4 align-top sm:pl-5">
        <Time at={check.slot} withSeconds />
        {isTry && <span className="block text-12">{m.monitor_try()}</span>}
      </td>
      <td className="px-3 py-2 align-top">
        <StateWord state={readState(check.outcome ?? check.state)} />
        {why && <span className="mt-0.5 block text-12 sm:hidden">{why}</span>}
      </td>
      <td className="px-3 py-2 text-right align-top whitespace-nowrap text-ink-1 max-sm:pr-4">{latency(check.latency_ms)}</td>
      {kind === 'http' && <td className="hidden px-3 py-2 align-top sm:table-cell">{check.http_status ?? '–'}</td>}
      <td className="hidden py-2 pr-5 pl-3 align-top sm:table-cell" title={check.message ?? undefined}>
        {why}
      </td>
    </tr>
  );
}
