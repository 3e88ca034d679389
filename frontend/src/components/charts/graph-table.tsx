import type { ReactNode } from 'react';

interface Props {
  label: string;
  columns: readonly string[];
  /** Newest first; the first cell is the row's time. */
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  /** What else the graph says, as sentences. */
  said?: readonly string[];
}

const NOTHING: readonly string[] = [];

/** A graph's numbers as rows, as high as the graph. */
export function GraphTable({ label, columns, rows, said = NOTHING }: Props) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className="h-[190px] overflow-auto" tabIndex={0} aria-label={label}>
      {said.length > 0 && (
        <ul className="grid gap-1 pb-3 text-13 text-ink-2">
          {said.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <table className="w-full text-left text-13 whitespace-nowrap [&_td]:py-1 [&_td]:pr-4 [&_th]:py-1 [&_th]:pr-4">
        <thead className="sticky top-0 bg-surface text-ink-3">
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col" className="font-normal">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [time, ...values] }) => (
            <tr key={key} className="border-t border-line">
              <th scope="row" className="font-normal">
                {time}
              </th>
              {values.map((value, place) => (
                <td key={columns[place + 1]} className="font-mono">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
