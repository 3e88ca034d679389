import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';

import { monitorQuery } from '@/api/monitors';
import { Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { m } from '@/messages/messages';
import { EditMonitor } from './edit-monitor';
import { LookingOnly } from './looking-only';

/** The form of a monitor that exists. */
export function EditMonitorPage() {
  const { monitorId } = useParams({ from: '/app/w/$workspaceId/monitors/$monitorId/edit' });
  const { data, error, refetch } = useQuery(monitorQuery(Number(monitorId)));
  if (data) {
    return (
      <LookingOnly title={data.name}>
        <EditMonitor key={data.id} first={data} />
      </LookingOnly>
    );
  }
  return (
    <div className="max-w-form">
      <PageHeader title={m.form_edit_title()} />
      {error ? <Problem error={error} onRetry={() => void refetch()} /> : <output aria-label={m.loading()} className="card block h-[80vh]" />}
    </div>
  );
}
