import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';

import { ObjectiveDetail } from './objective-detail';
import { aboutWords, budgetWords, cycleWords, forecastWords, rateWords } from './words';
import { budgetQuery } from '@/api/numbers';
import type { MonitorOut, ObjectiveOut, StandingOut } from '@/api/schema/types.gen';
import { BudgetBar } from '@/components/budget-bar';
import { IconButton } from '@/components/button';
import { LazyMenu } from '@/components/lazy-menu';
import { explain } from '@/components/notices';
import { uptime } from '@/lib/format';
import { targetText } from '@/lib/share';
import { m } from '@/messages/messages';

interface Props {
  workspaceId: string;
  objective: ObjectiveOut;
  monitors: readonly MonitorOut[];
  isEditor: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

/** A target and where it stands; opens to outages, burn rates and the windows before. */
export function ObjectiveRow({ workspaceId, objective, monitors, isEditor, onEdit, onRemove }: Props) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { data, error } = useQuery(budgetQuery(workspaceId, objective.id));
  return (
    <li>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-5 gap-y-3 px-4 py-3.5 md:grid-cols-[minmax(0,1.5fr)_5.5rem_minmax(13rem,1.4fr)_minmax(0,1fr)_auto]">
        <span className="grid min-w-0 gap-0.5">
          <span className="font-label">{objective.name}</span>
          <span className="text-13 text-ink-2">
            {m.objectives_is({ target: targetText(objective.target), about: aboutWords(objective.tree, monitors), cycle: cycleWords(objective) })}
          </span>
        </span>
        {error && <span className="text-13 text-ink-2 max-md:col-span-2 max-md:row-start-2 md:col-span-3">{explain(error)}</span>}
        {!error && <Standing standing={data} />}
        <span className="flex max-md:col-start-2 max-md:row-start-1">
          {isEditor && (
            <LazyMenu
              label={m.objectives_acts({ name: objective.name })}
              items={[
                { id: 'edit', label: m.edit(), onAction: onEdit },
                { id: 'remove', label: m.remove(), onAction: onRemove, isDangerous: true },
              ]}
            />
          )}
          <IconButton label={m.objectives_more({ name: objective.name })} aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
            <ChevronDown size={18} aria-hidden className={`transition-transform duration-100 ${isOpen ? 'rotate-180' : ''}`} />
          </IconButton>
        </span>
      </div>
      <div id={id}>{isOpen && <ObjectiveDetail workspaceId={workspaceId} objective={objective} />}</div>
    </li>
  );
}

function Standing({ standing }: { standing: StandingOut | undefined }) {
  if (!standing) return <span aria-hidden className="skeleton h-10 max-md:col-span-2 max-md:h-37 md:col-span-3" />;
  return (
    <>
      <span className="grid gap-0.5 max-md:col-start-1">
        <span className="text-16 font-heading">{uptime(standing.availability, 3)}</span>
        <span className="text-12 text-ink-3">{m.objectives_actual()}</span>
      </span>
      <span className="grid gap-1 max-md:col-span-2">
        <BudgetBar used={standing.used_share} />
        <span className="text-13 text-ink-2">{budgetWords(standing)}</span>
      </span>
      <span className="grid gap-0.5 text-13 max-md:col-span-2">
        <span>{forecastWords(standing)}</span>
        <span className="text-ink-3">{m.objectives_burn({ rate: rateWords(standing.burn_rate) })}</span>
      </span>
    </>
  );
}
