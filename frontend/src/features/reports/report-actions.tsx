import { Download, Printer } from 'lucide-react';

import { useSaveReport } from './api';
import type { ReportAsked } from '@/api/reports';
import type { Format } from '@/api/schema/types.gen';
import { Button, IconButton } from '@/components/button';
import { LazyMenu } from '@/components/lazy-menu';
import { explain } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

const MORE: readonly { format: Format; label: () => string; hint: () => string }[] = [
  { format: 'xlsx', label: () => 'XLSX', hint: () => m.reports_xlsx_hint() },
  { format: 'csv', label: () => 'CSV', hint: () => m.reports_csv_hint() },
  { format: 'json', label: () => 'JSON', hint: () => m.reports_json_hint() },
];

/** The report as a file, made at once; all tables, and what is made in the background, are further down. */
export function ReportActions({ workspaceId, asked }: { workspaceId: string; asked: ReportAsked }) {
  const save = useSaveReport(workspaceId, asked);
  const say = useToast();
  const get = (format: Format, table: 'monitors' | 'intervals' = 'monitors') =>
    save.mutate({ format, table }, { onError: (error) => say({ text: explain(error), tone: 'problem' }) });
  const items = MORE.map(({ format, label, hint }) => ({ id: format, label: label(), hint: hint(), onAction: () => get(format) }));
  return (
    <div className="flex gap-2 print:hidden">
      <IconButton label={m.reports_print()} onClick={() => window.print()}>
        <Printer size={18} aria-hidden />
      </IconButton>
      <LazyMenu
        label={m.reports_other_formats()}
        items={[...items, { id: 'parquet', label: 'Parquet', hint: m.reports_parquet_hint(), onAction: () => get('parquet', 'intervals') }]}
      />
      <Button look="primary" isBusy={save.isPending} onClick={() => get('pdf')}>
        {!save.isPending && <Download size={16} aria-hidden />}
        {m.reports_get_pdf()}
      </Button>
    </div>
  );
}
