import { Link } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { useId } from 'react';

import { PolicyDetail } from './policy-detail';
import type { PolicyOut } from '@/api/schema/types.gen';
import { Ago } from '@/components/time';
import { shortWords } from '@/lib/policy-words';
import { m } from '@/messages/messages';

interface Props {
  workspaceId: string;
  policy: PolicyOut;
  isOpen: boolean;
  version: number | undefined;
  isEditor: boolean;
}

/** A policy in short; opens to its rules, its week, its versions and what it would have made of last month. */
export function PolicyRow({ workspaceId, policy, isOpen, version, isEditor }: Props) {
  const id = useId();
  return (
    <li>
      <Link
        to="/w/$workspaceId/policies"
        params={{ workspaceId }}
        search={isOpen ? {} : { open: policy.name }}
        resetScroll={false}
        replace
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={m.policies_more({ name: policy.name })}
        className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-3.5 no-underline hover:bg-raised sm:grid-cols-[minmax(0,1fr)_12rem_auto] sm:px-5"
      >
        <span className="grid min-w-0 gap-0.5">
          <span className="font-label wrap-anywhere">{policy.name}</span>
          <span className="text-13 text-ink-2">{aboutWords(policy)}</span>
        </span>
        <span className="grid gap-0.5 text-13 text-ink-3 max-sm:col-start-1">
          <span>{policy.created_at ? m.policies_version({ version: String(policy.version) }) : m.policies_built_in()}</span>
          {policy.created_at && (
            <span>
              <Ago at={policy.created_at} />
              {policy.created_by && ` · ${policy.created_by}`}
            </span>
          )}
        </span>
        <ChevronDown size={18} aria-hidden className={`text-ink-2 transition-transform duration-100 max-sm:col-start-2 max-sm:row-start-1 ${isOpen ? 'rotate-180' : ''}`} />
      </Link>
      <div id={id}>{isOpen && <PolicyDetail workspaceId={workspaceId} newest={policy} version={version} isEditor={isEditor} />}</div>
    </li>
  );
}

function aboutWords(policy: PolicyOut): string {
  if (policy.created_at) return shortWords(policy);
  return policy.name === 'observed' ? m.policies_about_observed() : m.policies_about_agreed();
}
