import { useQuery } from '@tanstack/react-query';

import { passkeysQuery } from './api';
import { NewPasskey } from './new-passkey';
import { Panel } from './panel';
import { PasskeyRow } from './passkey-row';
import { methodsQuery } from '@/api/account';
import { hasPasskeys } from '@/api/webauthn';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

/** Passkeys: add, rename, remove. */
export function PasskeysPanel() {
  const { data, error } = useQuery(passkeysQuery);
  const { data: methods } = useQuery(methodsQuery);
  const missing = methods?.passkey === false ? m.settings_passkeys_no_host() : hasPasskeys() ? null : m.settings_passkeys_no_browser();
  const items = data?.items ?? [];
  return (
    <Panel title={m.settings_passkeys()} lead={m.settings_passkeys_lead()} aside={!missing && <NewPasskey />}>
      <FormProblem error={error} />
      {items.length > 0 && (
        <ul className="-my-2 divide-y divide-line">
          {items.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {(missing || (data && !items.length)) && <p className="text-14 text-ink-3">{missing ?? m.settings_passkeys_none()}</p>}
    </Panel>
  );
}
