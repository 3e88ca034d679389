import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';

import type { MonitorOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { explain, Problem } from '@/components/notices';
import { Section } from '@/components/section';
import { Segmented } from '@/components/segmented';
import { Skeleton } from '@/components/skeleton';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';
import { seenChecksQuery, useSaveChecks } from './api';
import { ChecksTable } from './checks-table';
import type { MonitorSearch } from './search';

const FROM = '/app/w/$workspaceId/monitors/$monitorId';
type Choice = 'all' | NonNullable<MonitorSearch['outcome']>;
const CHOICES: readonly { value: Choice; label: () => string }[] = [
  { value: 'all', label: () => m.monitor_checks_all() },
  { value: 'down', label: () => m.monitor_checks_down() },
  { value: 'degraded', label: () => m.state_degraded() },
  { value: 'unknown', label: () => m.state_unknown() },
];

/** Single checks, newest first; filtered, page by page, as a file. */
export function ChecksPanel({ monitor }: { monitor: MonitorOut }) {
  const { outcome } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/w/$workspaceId/monitors/$monitorId' });
  const checks = useInfiniteQuery(seenChecksQuery(monitor.id, outcome));
  const save = useSaveChecks(monitor.id);
  const say = useToast();
  const list = checks.data?.pages.flatMap((page) => page.items) ?? [];
  const choose = (choice: Choice) =>
    void navigate({ search: (was) => ({ ...was, outcome: choice === 'all' ? undefined : choice }), resetScroll: false, replace: true });
  return (
    <Section
      title={m.monitor_checks()}
      action={
        <Button
          look="quiet"
          isBusy={save.isPending}
          onClick={() => save.mutate(outcome, { onError: (error) => say({ text: explain(error), tone: 'problem' }) })}
        >
          <Download size={16} aria-hidden />
          CSV
        </Button>
      }
    >
      <div className="card overflow-hidden">
        <div className="px-4 py-3 sm:px-5">
          <Segmented
            label={m.monitor_checks_filter()}
            value={outcome ?? 'all'}
            options={CHOICES.map(({ value, label }) => ({ value, label: label() }))}
            onChange={choose}
          />
        </div>
        {checks.error && !checks.data && <Problem error={checks.error} onRetry={() => void checks.refetch()} />}
        {checks.isPending && <Skeleton rows={8} height={40} isCard={false} />}
        {checks.data && !list.length && (
          <p className="border-t border-line px-4 py-4 text-14 text-ink-2 sm:px-5">{outcome ? m.monitor_checks_none_such() : m.monitor_checks_none()}</p>
        )}
        {list.length > 0 && <ChecksTable checks={list} kind={monitor.kind} />}
        {checks.hasNextPage && (
          <div className="border-t border-line px-4 py-3 sm:px-5">
            <Button isBusy={checks.isFetchingNextPage} onClick={() => void checks.fetchNextPage()}>
              {m.show_more()}
            </Button>
          </div>
        )}
      </div>
    </Section>
  );
}
