import { useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';

import { AccountSection } from './account-section';
import { AppearanceSection } from './appearance-section';
import { KeysSection } from './keys-section';
import { NotificationsSection } from './notifications-section';
import { ProfileSection } from './profile-section';
import { type Section, SECTION_NAMES, sectionOf } from './sections';
import { SecuritySection } from './security-section';
import { SessionsSection } from './sessions-section';
import { SettingsNav } from './settings-nav';
import { ButtonLink } from '@/components/button';
import { Empty } from '@/components/notices';
import { m } from '@/messages/messages';

const PAGES: Record<Section, ComponentType> = {
  profile: ProfileSection,
  appearance: AppearanceSection,
  security: SecuritySection,
  sessions: SessionsSection,
  'api-keys': KeysSection,
  notifications: NotificationsSection,
  account: AccountSection,
};

/** One's own account: a list of sections, and one of them. On small screens first the list, then the section. */
export function SettingsPage() {
  const { section: given } = useParams({ strict: false });
  const section = sectionOf(given);
  if (!section) {
    return (
      <Empty title={m.page_gone_title()} action={<ButtonLink to="/settings/{-$section}">{m.settings_all()}</ButtonLink>}>
        {m.page_gone_text()}
      </Empty>
    );
  }
  const Page = PAGES[section];
  return (
    <div className="md:grid md:grid-cols-[11rem_minmax(0,47.5rem)] md:gap-10">
      <title>{`${SECTION_NAMES[section]()} · Healther`}</title>
      <SettingsNav className={given ? 'max-md:hidden' : ''} current={section} />
      <div className={given ? '' : 'max-md:hidden'}>
        <Page />
      </div>
    </div>
  );
}
