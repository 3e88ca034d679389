import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { useOrderReport, useSaveReport } from './api';
import { FileRow } from './file-row';
import { reportsQuery, type ReportAsked } from '@/api/reports';
import type { Format, Table } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { Select } from '@/components/field';
import { explain, Problem } from '@/components/notices';
import { Section } from '@/components/section';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

const FORMATS: readonly Format[] = ['pdf', 'xlsx', 'csv', 'json', 'parquet'];
const TABLES: readonly { value: Table; label: () => string }[] = [
  { value: 'monitors', label: () => m.reports_table_monitors() },
  { value: 'intervals', label: () => m.reports_table_intervals() },
  { value: 'incidents', label: () => m.reports_table_incidents() },
  { value: 'days', label: () => m.reports_table_days() },
  { value: 'latency', label: () => m.reports_table_latency() },
  { value: 'exclusions', label: () => m.reports_table_exclusions() },
  { value: 'objectives', label: () => m.reports_table_objectives() },
];

/** Files of this period: any table in any format, at once or made in the background. */
export function FilesPanel({ workspaceId, asked, period, isEditor }: { workspaceId: string; asked: ReportAsked; period: string; isEditor: boolean }) {
  const [format, setFormat] = useState<Format>('csv');
  const [table, setTable] = useState<Table>('intervals');
  const { data, error, refetch } = useQuery(reportsQuery(workspaceId));
  const save = useSaveReport(workspaceId, asked);
  const order = useOrderReport(workspaceId, asked);
  const say = useToast();
  const wish = { format, table: format === 'csv' || format === 'parquet' ? table : 'monitors' } as const;
  const onError = (problem: Error) => say({ text: explain(problem), tone: 'problem' });
  return (
    <Section title={m.reports_files()}>
      <div className="card">
        <div className="flex flex-wrap items-end gap-3 px-5 py-4">
          <div className="w-32">
            <Select label={m.reports_format()} value={format} onChange={(event) => setFormat(FORMATS.find((each) => each === event.target.value) ?? 'csv')}>
              {FORMATS.map((each) => (
                <option key={each} value={each}>
                  {each === 'parquet' ? 'Parquet' : each.toUpperCase()}
                </option>
              ))}
            </Select>
          </div>
          {wish.table === table && (format === 'csv' || format === 'parquet') && (
            <div className="w-56">
              <Select label={m.reports_table()} value={table} onChange={(event) => setTable(TABLES.find(({ value }) => value === event.target.value)?.value ?? 'monitors')}>
                {TABLES.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label()}
                  </option>
                ))}
              </Select>
            </div>
          )}
          <Button isBusy={save.isPending} onClick={() => save.mutate(wish, { onError })}>
            {m.reports_download()}
          </Button>
          <Button look="quiet" isBusy={order.isPending} onClick={() => order.mutate(wish, { onError, onSuccess: () => say({ text: m.reports_ordered() }) })}>
            {m.reports_order()}
          </Button>
        </div>
        <p className="px-5 pb-4 text-13 text-ink-3">{m.reports_files_text({ period })}</p>
        {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
        <ul aria-live="polite" className="divide-y divide-line border-t border-line empty:hidden">
          {data?.items.map((report) => (
            <FileRow key={report.id} workspaceId={workspaceId} report={report} isEditor={isEditor} />
          ))}
        </ul>
      </div>
    </Section>
  );
}
