import { DeletePanel } from './delete-panel';
import { EmailPanel } from './email-panel';
import { SectionHeader } from './section-header';
import { useMe } from '@/app/session';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';

export function AccountSection() {
  const me = useMe();
  return (
    <>
      <SectionHeader section="account" lead={m.settings_account_lead({ date: longDate(me.created_at) })} />
      <EmailPanel />
      <DeletePanel />
    </>
  );
}
