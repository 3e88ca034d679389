import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { versionsQuery } from './api';
import { EffectPart } from './effect-part';
import { HoursPart } from './hours-part';
import { RuleList } from './rule-list';
import { Versions } from './versions';
import type { PolicyOut } from '@/api/schema/types.gen';
import { ButtonLink } from '@/components/button';
import { Problem } from '@/components/notices';
import { Skeleton } from '@/components/skeleton';
import { ruleSentences } from '@/lib/policy-words';
import { m } from '@/messages/messages';

const MOST_SKELETONS = 5;

interface Props {
  workspaceId: string;
  newest: PolicyOut;
  /** The version that is shown; the newest without. */
  version: number | undefined;
  isEditor: boolean;
}

/** One version of a policy in full. */
export function PolicyDetail({ workspaceId, newest, version, isEditor }: Props) {
  const isOwn = newest.created_at !== null;
  const { data, error, refetch } = useQuery({ ...versionsQuery(workspaceId, newest.name), enabled: isOwn });
  const versions = data?.items ?? [newest];
  const place = Math.max(0, versions.findIndex((one) => one.version === (version ?? newest.version)));
  const shown = versions[place] ?? newest;
  return (
    <div className="grid gap-6 border-t border-line bg-raised px-4 py-5 sm:px-5">
      {shown.version !== newest.version && (
        <p role="status" className="text-14 text-ink-2">
          {m.policies_is_old({ version: String(shown.version) })}
        </p>
      )}
      <div className="grid gap-x-10 gap-y-6 md:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)]">
        <Part title={m.policies_rules()}>
          <RuleList sentences={ruleSentences(shown)} />
        </Part>
        <Part title={m.policies_week()}>
          <HoursPart hours={shown.service_hours} />
        </Part>
        <EffectPart key={shown.version} workspaceId={workspaceId} policy={shown} before={versions[place + 1]} />
        {isOwn && (
          <Part title={m.policies_versions()}>
            {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
            {!error && !data && <Skeleton rows={Math.min(newest.version, MOST_SKELETONS)} height={64} isCard={false} />}
            {data && <Versions workspaceId={workspaceId} versions={versions} shown={shown.version} />}
          </Part>
        )}
      </div>
      <Acts workspaceId={workspaceId} policy={shown} isEditor={isEditor} />
    </div>
  );
}

function Acts({ workspaceId, policy, isEditor }: { workspaceId: string; policy: PolicyOut; isEditor: boolean }) {
  const { name, version, created_at: madeAt } = policy;
  const params = { workspaceId };
  return (
    <div className="flex flex-wrap gap-2">
      {isEditor && madeAt && (
        <ButtonLink to="/w/$workspaceId/policies" params={params} search={{ edit: name, open: name, version }} aria-label={m.policies_change_of({ name })}>
          {m.policies_change()}
        </ButtonLink>
      )}
      {isEditor && (
        <ButtonLink look={madeAt ? 'quiet' : 'secondary'} to="/w/$workspaceId/policies" params={params} search={{ make: name }} aria-label={m.policies_copy_of({ name })}>
          {m.policies_copy()}
        </ButtonLink>
      )}
      <ButtonLink look="quiet" to="/w/$workspaceId/reports" params={params} search={{ policy: madeAt ? `${name}@${version}` : name }} aria-label={m.policies_report_of({ name })}>
        {m.policies_report()}
      </ButtonLink>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-3">
      <h2 className="text-13 font-heading text-ink-2">{title}</h2>
      {children}
    </div>
  );
}
