import { Link } from '@tanstack/react-router';

import type { PolicyOut } from '@/api/schema/types.gen';
import { Time } from '@/components/time';
import { changesBetween } from '@/lib/policy-words';
import { m } from '@/messages/messages';

/** Every version of a policy, the newest first: who made it, when, and what it says otherwise. */
export function Versions({ workspaceId, versions, shown }: { workspaceId: string; versions: readonly PolicyOut[]; shown: number }) {
  return (
    <ol className="grid divide-y divide-line text-13" aria-label={m.policies_versions_of({ name: versions[0]?.name ?? '' })}>
      {versions.map((policy, place) => (
        <li key={policy.version} className="grid gap-1 py-2.5 first:pt-0">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <Link
              to="/w/$workspaceId/policies"
              params={{ workspaceId }}
              search={{ open: policy.name, ...(place > 0 && { version: policy.version }) }}
              resetScroll={false}
              aria-current={policy.version === shown ? 'true' : undefined}
              className="link aria-[current]:font-label aria-[current]:text-ink-1 aria-[current]:no-underline"
            >
              {m.policies_version_shown({ version: String(policy.version) })}
            </Link>
            {place === 0 && <span className="text-ink-3">{m.policies_is_newest()}</span>}
            {policy.created_at && (
              <span className="text-ink-3">
                <Time at={policy.created_at} />
                {policy.created_by && ` · ${m.policies_by({ name: policy.created_by })}`}
              </span>
            )}
          </span>
          <Changes before={versions[place + 1]} after={policy} />
        </li>
      ))}
    </ol>
  );
}

function Changes({ before, after }: { before: PolicyOut | undefined; after: PolicyOut }) {
  if (!before) return <span className="text-ink-3">{m.policies_first_version()}</span>;
  const changes = changesBetween(before, after);
  if (!changes.length) return <span className="text-ink-3">{m.policies_no_change()}</span>;
  return (
    <ul className="grid gap-1 text-ink-2">
      {changes.map(({ rule, was, is }) => (
        <li key={rule}>
          {is ?? m.policies_not_said()} <span className="text-ink-3">{m.policies_was()} {was ?? m.policies_not_said()}</span>
        </li>
      ))}
    </ul>
  );
}
