import type { ReactNode } from 'react';

/** A small table on a card, with a title. Scrolls within itself where it is wider than the page. */
export function Table({ title, columns, children }: { title: string; columns: readonly string[]; children: ReactNode }) {
  return (
    <section className="card min-w-0 overflow-hidden">
      <h2 className="border-b border-line px-5 py-3 text-14 font-heading">{title}</h2>
      <div className="overflow-x-auto">
        <table className="w-full text-left text-14 [&_td]:px-5 [&_td]:py-2.5 [&_td]:align-middle max-sm:[&_td]:px-4 [&_tr+tr]:border-t [&_tr+tr]:border-line">
          <thead className="text-13 text-ink-3">
            <tr className="max-sm:[&>:nth-child(4)]:hidden">
              {columns.map((column) => (
                <th key={column} scope="col" className="px-5 pt-3 pb-1 font-normal whitespace-nowrap max-sm:px-4">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </section>
  );
}
