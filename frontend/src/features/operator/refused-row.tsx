import { useMutation, useQueryClient } from '@tanstack/react-query';

import { forgetRefusal, operatorQuery } from './api';
import type { RefusedAddressOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { Ago } from '@/components/time';
import { m } from '@/messages/messages';

/** One address, why it refuses, and the way to try again. */
export function RefusedRow({ refused }: { refused: RefusedAddressOut }) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => forgetRefusal(refused.id),
    onSuccess: () => client.invalidateQueries({ queryKey: operatorQuery.queryKey }),
  });
  return (
    <li className="grid gap-2 px-5 py-3 text-14">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div className="grid min-w-0 gap-0.5">
          <span className="font-label">{refused.address}</span>
          <span className="text-13 text-ink-2">
            {refused.suppressed_at ? m.operator_refused_off() : m.operator_refused_still()}
            {' · '}
            {m.operator_refused_times({ count: refused.refusals })} <Ago at={refused.first_at} />
          </span>
          <span className="text-13 text-ink-3">{refused.reason}</span>
        </div>
        <Button isBusy={again.isPending} onClick={() => again.mutate()} aria-label={m.operator_refused_again_of({ address: refused.address })}>
          {m.operator_refused_again()}
        </Button>
      </div>
      <FormProblem error={again.error} />
    </li>
  );
}
