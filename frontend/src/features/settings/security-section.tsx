import { useQuery } from '@tanstack/react-query';

import { securityQuery } from './api';
import { IdentitiesPanel } from './identities-panel';
import { PasskeysPanel } from './passkeys-panel';
import { PasswordPanel } from './password-panel';
import { RecoveryPanel } from './recovery-panel';
import { SectionHeader } from './section-header';
import { TotpPanel } from './totp-panel';
import { Problem } from '@/components/notices';
import type { SecurityOut } from '@/api/schema/types.gen';
import { m } from '@/messages/messages';

/** What opens the account. */
export function SecuritySection() {
  const { data, error, refetch } = useQuery(securityQuery);
  if (!data) {
    return (
      <>
        <SectionHeader section="security" lead={<span className="skeleton inline-block h-4 w-80 max-w-full" />} />
        {error ? <Problem error={error} onRetry={() => void refetch()} /> : <Waiting />}
      </>
    );
  }
  return (
    <>
      <SectionHeader section="security" lead={situation(data)} />
      <PasswordPanel hasPassword={data.has_password} />
      <TotpPanel isOn={data.totp} />
      <PasskeysPanel />
      {data.has_second_factor && <RecoveryPanel left={data.recovery_codes_left} />}
      <IdentitiesPanel />
    </>
  );
}

function situation(security: SecurityOut): string {
  if (security.has_second_factor) return m.settings_security_lead_two();
  return security.has_password ? m.settings_security_lead_one() : m.settings_security_lead_none();
}

function Waiting() {
  return (
    <div aria-busy aria-label={m.loading()}>
      {['password', 'totp', 'passkeys'].map((panel) => (
        <div key={panel} className="card mb-5 h-28" />
      ))}
    </div>
  );
}
