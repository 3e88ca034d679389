import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { effectOf } from './effect';
import { EffectTable } from './effect-table';
import { ApiError } from '@/api/client';
import { policiesQuery } from '@/api/numbers';
import { slaQuery } from '@/api/reports';
import type { PolicyOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { Select } from '@/components/field';
import { explain } from '@/components/notices';
import { Skeleton } from '@/components/skeleton';
import { useNow } from '@/components/time';
import { instantOf, wallAt } from '@/lib/zoned';
import { m } from '@/messages/messages';
import { getLocale } from '@/messages/runtime';

/** Last month by this policy and by another one: asked for by a press, as it takes seconds to count. */
export function EffectPart({ workspaceId, policy, before }: { workspaceId: string; policy: PolicyOut; before: PolicyOut | undefined }) {
  const [isAsked, setAsked] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const other = chosen ?? usualOther(policy, before);
  const { data: policies } = useQuery(policiesQuery(workspaceId));
  const { from, to } = lastMonth(useNow());
  const month = new Intl.DateTimeFormat(getLocale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(from));
  const names = [...(before ? [keyOf(before)] : []), ...(policies?.items.map(({ name }) => name) ?? [])].filter((name) => name !== policy.name);
  const [here, there] = useQueries({
    queries: [keyOf(policy), other].map((name) => ({ ...slaQuery(workspaceId, { from, to, policy: name, zone: 'UTC' }), enabled: isAsked, retry: false })),
  });
  const error = here?.error ?? there?.error;
  return (
    <div className="grid content-start gap-3">
      <h2 className="text-13 font-heading text-ink-2">{m.policies_effect({ month })}</h2>
      <div className="flex flex-wrap items-end gap-3">
        <div className="w-56">
          <Select label={m.policies_effect_against()} value={other} onChange={(event) => setChosen(event.target.value)}>
            {[...new Set([other, ...names])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </div>
        {!isAsked && <Button onClick={() => setAsked(true)}>{m.policies_effect_show()}</Button>}
      </div>
      {error && <p role="alert" className="text-14 text-ink-2">{error instanceof ApiError && error.kind === 'order-it' ? m.policies_effect_long() : explain(error)}</p>}
      {isAsked && !error && !(here?.data && there?.data) && <Skeleton rows={2} height={44} />}
      {here?.data && there?.data && <EffectTable effect={effectOf(here.data, there.data)} here={keyOf(policy)} there={other} />}
    </div>
  );
}

/** The version before, else what was recorded. */
function usualOther(policy: PolicyOut, before: PolicyOut | undefined): string {
  if (before) return keyOf(before);
  return policy.name === 'observed' ? 'agreed' : 'observed';
}

function keyOf({ name, version, created_at }: PolicyOut): string {
  return created_at ? `${name}@${version}` : name;
}

/** The last whole month in UTC. */
function lastMonth(now: number): { from: string; to: string } {
  const month = wallAt(now, 'UTC').slice(0, 7);
  const end = instantOf(`${month}-01T00:00`, 'UTC');
  const first = wallAt(end - 1, 'UTC').slice(0, 7);
  return { from: `${first}-01T00:00:00.000Z`, to: new Date(end).toISOString() };
}
