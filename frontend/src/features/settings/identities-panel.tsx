import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';

import { identitiesQuery, type Provider } from './api';
import { IdentityRow } from './identity-row';
import { Panel } from './panel';
import { methodsQuery } from '@/api/account';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

const WORDS: Record<string, () => string> = {
  'sign-in-refused': m.settings_link_refused,
  'linked-already': m.settings_link_linked,
};

/** Accounts elsewhere that open this one: those that the installation offers, and those that are connected. */
export function IdentitiesPanel() {
  const { data: methods } = useQuery(methodsQuery);
  const { data, error } = useQuery(identitiesQuery);
  const search: { problem?: unknown } = useSearch({ strict: false });
  const linked = data?.items ?? [];
  const providers: { provider: Provider; name: string; isOffered: boolean }[] = [
    { provider: 'github', name: 'GitHub', isOffered: methods?.github ?? false },
    { provider: 'oidc', name: methods?.oidc ?? 'OpenID Connect', isOffered: Boolean(methods?.oidc) },
  ];
  const shown = providers.filter(({ provider, isOffered }) => isOffered || linked.some((identity) => identity.provider === provider));
  if (!shown.length && !error) return null;
  return (
    <Panel title={m.settings_identities()} lead={m.settings_identities_lead()}>
      {search.problem !== undefined && (
        <p role="alert" className="rounded-control bg-down-soft px-3 py-2 text-14 text-down-strong">
          {(WORDS[String(search.problem)] ?? m.settings_link_failed)()}
        </p>
      )}
      <FormProblem error={error} />
      <ul className="-my-2 divide-y divide-line">
        {shown.map(({ provider, name, isOffered }) => (
          <IdentityRow
            key={provider}
            provider={provider}
            name={name}
            isOffered={isOffered}
            identity={linked.find((identity) => identity.provider === provider)}
          />
        ))}
      </ul>
    </Panel>
  );
}
