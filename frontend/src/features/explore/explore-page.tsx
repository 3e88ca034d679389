import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';

import { AnswerTable } from './answer-table';
import { exploreQuery, useSaveAnswer } from './api';
import { bodyOf, canAsk, GROUP_WORDS, MEASURE_WORDS, questionOf, rowsOf } from './question';
import { QuestionForm } from './question-form';
import type { ExploreSearch } from './search';
import { valueName } from './value-name';
import { workspaceMonitorsQuery } from '@/api/monitors';
import { workspaceQuery } from '@/api/workspaces';
import { Button } from '@/components/button';
import { Empty, explain, Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { Skeleton } from '@/components/skeleton';
import { useNow } from '@/components/time';
import { useToast } from '@/components/toasts';
import { timeZone } from '@/lib/format';
import { m } from '@/messages/messages';

const route = getRouteApi('/app/w/$workspaceId/explore');

/** Any measure by anything: a question in words, its answer as a table with bars. */
export function ExplorePage() {
  const { workspaceId } = route.useParams();
  const question = questionOf(route.useSearch());
  const navigate = useNavigate({ from: '/w/$workspaceId/explore' });
  const { data: workspace } = useQuery(workspaceQuery(workspaceId));
  const { data: monitors = [] } = useQuery(workspaceMonitorsQuery(workspaceId));
  const body = bodyOf(question, timeZone(), useNow());
  const isAsked = canAsk(question);
  const { data, error, refetch, isPlaceholderData } = useQuery({ ...exploreQuery(workspaceId, body), enabled: isAsked, placeholderData: keepPreviousData });
  const save = useSaveAnswer(workspaceId, body);
  const say = useToast();
  const get = (format: 'csv' | 'parquet') => save.mutate(format, { onError: (problem) => say({ text: explain(problem), tone: 'problem' }) });
  const rows = data && isAsked && !isPlaceholderData ? rowsOf(data, question, valueName(question.by, monitors)) : null;
  const change = (part: ExploreSearch) => void navigate({ search: (was) => ({ ...was, ...part }), resetScroll: false, replace: true });
  const what = MEASURE_WORDS[question.measure]();
  return (
    <>
      <PageHeader
        title={m.explore_title()}
        tab={workspace && `${m.explore_title()} · ${workspace.name}`}
        situation={m.explore_situation({ what, by: lowerFirst(GROUP_WORDS[question.by]()), count: question.days })}
      >
        <Button isBusy={save.isPending} disabled={!rows?.length} onClick={() => get('csv')}>
          CSV
        </Button>
        <Button isBusy={save.isPending} disabled={!rows?.length} onClick={() => get('parquet')}>
          Parquet
        </Button>
      </PageHeader>
      <div className="grid gap-6">
        <QuestionForm question={question} monitors={monitors} onChange={change} />
        {!isAsked && <p className="card px-5 py-4 text-14 text-ink-2">{m.explore_not_so()}</p>}
        {isAsked && error && <Problem error={error} onRetry={() => void refetch()} />}
        {isAsked && !error && !rows && <Skeleton rows={8} height={40} />}
        {isAsked && !error && rows?.length === 0 && <Empty title={m.explore_nothing()}>{m.explore_nothing_text()}</Empty>}
        {isAsked && !error && rows && rows.length > 0 && <AnswerTable rows={rows} question={question} />}
        {rows && data && (
          <p className="text-13 text-ink-3">
            {data.source === 'hours' ? m.explore_from_hours() : m.explore_from_checks()} {data.is_cut && m.explore_cut()}
          </p>
        )}
      </div>
    </>
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
