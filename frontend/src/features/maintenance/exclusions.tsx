import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { ExclusionDialog } from './exclusion-dialog';
import { ExclusionList } from './exclusion-list';
import { RevokeDialog } from './revoke-dialog';
import { exclusionsQuery } from '@/api/numbers';
import type { ExclusionOut, MonitorOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { Problem } from '@/components/notices';
import { Section } from '@/components/section';
import { Skeleton } from '@/components/skeleton';
import { m } from '@/messages/messages';

/** Time that was agreed afterwards not to count. */
export function Exclusions({ workspaceId, monitors, isEditor }: { workspaceId: string; monitors: readonly MonitorOut[]; isEditor: boolean }) {
  const { data, error, refetch } = useQuery(exclusionsQuery(workspaceId));
  const [isAdding, setAdding] = useState(false);
  const [revoked, setRevoked] = useState<ExclusionOut | null>(null);
  return (
    <Section title={m.maintenance_exclusions()} action={isEditor && <Button onClick={() => setAdding(true)}>{m.maintenance_exclude()}</Button>}>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={1} height={64} />}
      {data && data.items.length > 0 && <ExclusionList exclusions={data.items} monitors={monitors} isEditor={isEditor} onRevoke={setRevoked} />}
      {data && (
        <p className="max-w-[68ch] text-13 text-ink-3">
          {data.items.length ? m.maintenance_exclusions_text() : m.maintenance_exclusions_none()}{' '}
          <Link to="/w/$workspaceId/reports" params={{ workspaceId }} className="link">
            {m.maintenance_to_report()}
          </Link>
        </p>
      )}
      <ExclusionDialog workspaceId={workspaceId} isOpen={isAdding} onClose={() => setAdding(false)} />
      <RevokeDialog workspaceId={workspaceId} exclusion={revoked} onClose={() => setRevoked(null)} />
    </Section>
  );
}
