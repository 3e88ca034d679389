import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { useDeleteSchedule } from './api';
import { ScheduleDialog } from './schedule-dialog';
import { schedulesQuery } from '@/api/reports';
import type { ScheduleOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { explain, Problem } from '@/components/notices';
import { Section } from '@/components/section';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** Reports that are sent by mail when a period is over. */
export function SchedulesPanel({ workspaceId, isEditor }: { workspaceId: string; isEditor: boolean }) {
  const { data, error, refetch } = useQuery(schedulesQuery(workspaceId));
  const [isAdding, setAdding] = useState(false);
  const remove = useDeleteSchedule(workspaceId);
  const say = useToast();
  const schedules = data?.items ?? [];
  const doRemove = (schedule: ScheduleOut) =>
    remove.mutate(schedule.id, {
      onSuccess: () => say({ text: m.reports_schedule_removed() }),
      onError: (problem) => say({ text: explain(problem), tone: 'problem' }),
    });
  return (
    <Section title={m.reports_by_mail()} action={isEditor && <Button onClick={() => setAdding(true)}>{m.reports_schedule()}</Button>}>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {data && !schedules.length && <p className="text-13 text-ink-3">{m.reports_schedule_none()}</p>}
      <ul className="card divide-y divide-line empty:hidden">
        {schedules.map((schedule) => {
          const words = CYCLES[schedule.cycle]({ format: schedule.format.toUpperCase() });
          return (
            <li key={schedule.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 py-3">
              <span className="grid min-w-0 gap-0.5">
                <span>{words}</span>
                <span className="text-13 text-ink-3">{[schedule.recipients.join(', '), schedule.policy, schedule.time_zone].join(' · ')}</span>
              </span>
              {isEditor && (
                <Button look="quiet" aria-label={m.reports_schedule_remove({ what: words })} onClick={() => doRemove(schedule)}>
                  {m.remove()}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <ScheduleDialog workspaceId={workspaceId} isOpen={isAdding} onClose={() => setAdding(false)} />
    </Section>
  );
}

const CYCLES: Record<ScheduleOut['cycle'], (given: { format: string }) => string> = {
  week: m.reports_each_week,
  month: m.reports_each_month,
  quarter: m.reports_each_quarter,
  year: m.reports_each_year,
};
