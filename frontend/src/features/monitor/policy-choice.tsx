import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { policiesQuery } from '@/api/numbers';
import { Select } from '@/components/field';
import { m } from '@/messages/messages';

const USUAL = 'observed';

/** How time is counted: as it was observed, or under one of the workspace's policies, which are told in words. */
export function PolicyChoice({ workspaceId, policy = USUAL, onChoose }: { workspaceId: string; policy: string | undefined; onChoose: (policy: string | undefined) => void }) {
  const { data } = useQuery(policiesQuery(workspaceId));
  const names = [...new Set([USUAL, policy, ...(data?.items.map(({ name }) => name) ?? [])])];
  return (
    <div className="grid max-w-64 gap-1.5 px-4 pt-4 sm:px-5">
      <Select label={m.monitor_policy()} value={policy} onChange={(event) => onChoose(event.target.value === USUAL ? undefined : event.target.value)}>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Link to="/w/$workspaceId/policies" params={{ workspaceId }} search={{ open: policy.split('@', 1)[0] ?? USUAL }} className="link justify-self-start text-13">
        {m.policies_how()}
      </Link>
    </div>
  );
}
