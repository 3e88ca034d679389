import { barOf, GROUP_WORDS, MEASURE_WORDS, valueText, type AnswerRow, type Question } from './question';
import { m } from '@/messages/messages';

const BAD: ReadonlySet<Question['measure']> = new Set(['availability', 'down_s', 'failures', 'failure_share']);

/** An answer: each row with its value and a bar beside it. */
export function AnswerTable({ rows, question }: { rows: readonly AnswerRow[]; question: Question }) {
  const { measure, by } = question;
  return (
    <div className="card overflow-hidden">
      <table className="w-full table-fixed text-14">
        <caption className="sr-only">{m.explore_answer()}</caption>
        <thead className="text-left text-12 text-ink-3">
          <tr>
            <th className="w-[38%] py-2 pl-4 font-normal sm:w-56 sm:pl-5">{GROUP_WORDS[by]()}</th>
            <th className="w-28 px-3 py-2 text-right font-normal sm:w-40">{MEASURE_WORDS[measure]()}</th>
            <td aria-hidden className="py-2 pr-4 sm:pr-5 sm:pl-3">
              {measure === 'availability' && m.explore_missing()}
            </td>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" className="py-2 pl-4 text-left font-normal sm:pl-5">
                {row.label}
              </th>
              <td className="px-3 py-2 text-right whitespace-nowrap">{valueText(row.value, measure)}</td>
              <td aria-hidden className="py-2 pr-4 sm:pr-5 sm:pl-3">
                <span className={`block h-3 rounded-[2px] ${BAD.has(measure) ? 'bg-down' : 'bg-chart-1'}`} style={{ width: `${barOf(row.value, rows, measure) * 100}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
