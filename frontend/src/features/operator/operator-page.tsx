import { useQuery } from '@tanstack/react-query';

import { operatorQuery } from './api';
import { Facts } from './facts';
import { Health } from './health-list';
import { healthOf } from './health';
import { MailsPanel } from './mails-panel';
import { ProbesTable } from './probes-table';
import { QueuesTable } from './queues-table';
import { RefusedPanel } from './refused-panel';
import { ApiError } from '@/api/client';
import type { OperatorOut } from '@/api/schema/types.gen';
import { useMe } from '@/app/session';
import { ButtonLink } from '@/components/button';
import { Empty, Problem } from '@/components/notices';
import { PageHeader } from '@/components/page-header';
import { useNow } from '@/components/time';
import { m } from '@/messages/messages';

/** The installation for its operators; for all others there is nothing here. */
export function OperatorPage() {
  const { is_operator: isOperator } = useMe();
  const { data, error, refetch } = useQuery({ ...operatorQuery, enabled: isOperator });
  const isGone = !isOperator || (error instanceof ApiError && [403, 404].includes(error.status));
  if (isGone) {
    return (
      <>
        <title>{`${m.operator_gone_title()} · Healther`}</title>
        <h1 className="sr-only">{m.operator_gone_title()}</h1>
        <Empty title={m.operator_gone_title()} action={<ButtonLink to="/overview">{m.to_overview()}</ButtonLink>}>
          {m.operator_gone_text()}
        </Empty>
      </>
    );
  }
  return (
    <>
      <title>{`${m.operator_title()} · Healther`}</title>
      {data ? (
        <Found found={data} />
      ) : (
        <>
          <PageHeader title={m.operator_title()} situation={<span className="skeleton inline-block h-4 w-60" />} />
          {error ? <Problem error={error} onRetry={() => void refetch()} /> : <div className="card h-60" aria-busy aria-label={m.loading()} />}
        </>
      )}
    </>
  );
}

function Found({ found }: { found: OperatorOut }) {
  const now = useNow();
  const health = healthOf(found, now);
  const troubles = health.filter((sentence) => sentence.tone === 'trouble').length;
  return (
    <>
      <PageHeader
        title={m.operator_title()}
        situation={`${troubles ? m.operator_troubles({ count: troubles }) : m.operator_all_well()} ${m.operator_private()}`}
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-5">
          <Health sentences={health} />
          <ProbesTable probes={found.probes} now={now} />
          <QueuesTable queues={found.queues} />
        </div>
        <Facts found={found} />
      </div>
      <RefusedPanel />
      <MailsPanel hasSmtp={found.has_smtp} />
    </>
  );
}
