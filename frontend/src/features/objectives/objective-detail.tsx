import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';

import { BurnTable } from './burn-table';
import { budgetWords, forecastWords, outageWords, windowWords } from './words';
import { budgetQuery } from '@/api/numbers';
import type { ObjectiveOut, StandingOut } from '@/api/schema/types.gen';
import { IconButton } from '@/components/button';
import { Problem } from '@/components/notices';
import { count, duration, uptime } from '@/lib/format';
import { percentText, targetText } from '@/lib/share';
import { m } from '@/messages/messages';

const SHOWN = 6;
const MOST_BACK = 24;

/** One window of an objective in full: figures, outages, burn rates, credit; the windows before by a press. */
export function ObjectiveDetail({ workspaceId, objective }: { workspaceId: string; objective: ObjectiveOut }) {
  const [back, setBack] = useState(0);
  const { data, error, refetch } = useQuery({ ...budgetQuery(workspaceId, objective.id, back), placeholderData: keepPreviousData });
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />;
  if (!data) return <p className="border-t border-line px-4 py-5 text-13 text-ink-3">{m.loading()}</p>;
  return (
    <div className="grid gap-5 border-t border-line bg-raised px-4 py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="flex">
          <IconButton label={m.objectives_window_before()} disabled={back >= MOST_BACK} onClick={() => setBack(back + 1)}>
            <ChevronLeft size={18} aria-hidden />
          </IconButton>
          <IconButton label={m.objectives_window_after()} disabled={back === 0} onClick={() => setBack(back - 1)}>
            <ChevronRight size={18} aria-hidden />
          </IconButton>
        </span>
        <span aria-live="polite" className="text-14 font-label">
          {windowWords(data, objective.time_zone)}
        </span>
        <span className="text-13 text-ink-3">{objective.time_zone}</span>
      </div>
      <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
        <Figures standing={data} isCurrent={back === 0} />
        <div className="grid content-start gap-5">
          <Outages standing={data} />
          {back === 0 && data.burning.length > 0 && <BurnTable rules={data.burning} />}
          {objective.tiers.length > 0 && <Tiers objective={objective} credit={data.credit_percent} />}
        </div>
      </div>
    </div>
  );
}

function Figures({ standing, isCurrent }: { standing: StandingOut; isCurrent: boolean }) {
  const facts = [
    [m.objectives_target(), targetText(standing.target)],
    [m.objectives_actual(), uptime(standing.availability, 4)],
    [m.objectives_budget(), duration(standing.budget_s)],
    [m.objectives_used(), `${duration(standing.downtime_s)}${standing.used_share === null ? '' : ` (${percentText(standing.used_share)})`}`],
    [m.objectives_rest(), budgetWords(standing)],
    ...(isCurrent ? [[m.objectives_forecast(), forecastWords(standing)] as const] : []),
    [m.objectives_counted(), `${duration(standing.counted_s)} / ${duration(standing.expected_s)}`],
    [m.objectives_policy(), `${standing.policy.name}, v${standing.policy.version}`],
  ] as const;
  return (
    <dl className="grid content-start text-13">
      {facts.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-4 border-b border-line py-1.5">
          <dt className="text-ink-2">{name}</dt>
          <dd className="text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Outages({ standing: { outages, outages_in_all: all } }: { standing: StandingOut }) {
  return (
    <div className="grid gap-1.5 text-13">
      <h3 className="font-heading text-ink-2">{m.objectives_outages({ count: all })}</h3>
      {outages.length > 0 && (
        <ul className="grid gap-1">
          {outages.slice(0, SHOWN).map((outage) => (
            <li key={outage.started_at} className="text-ink-2">
              {outageWords(outage)}
              {outage.good > 0 && <span className="text-ink-3"> {m.objectives_partly({ share: uptime(outage.good, 0) })}</span>}
            </li>
          ))}
        </ul>
      )}
      {all > SHOWN && <p className="text-ink-3">{m.objectives_outages_more({ count: count(all - SHOWN) })}</p>}
    </div>
  );
}

function Tiers({ objective, credit }: { objective: ObjectiveOut; credit: number }) {
  return (
    <div className="grid gap-1.5 text-13">
      <h3 className="font-heading text-ink-2">{m.objectives_credit()}</h3>
      <p>{credit ? m.objectives_credit_due({ percent: percentText(credit / 100) }) : m.objectives_credit_none()}</p>
      <ul className="text-ink-3">
        {objective.tiers.map(({ below, credit_percent }) => (
          <li key={below}>{m.objectives_tier({ below: uptime(below, 3), percent: percentText(credit_percent / 100) })}</li>
        ))}
      </ul>
    </div>
  );
}
