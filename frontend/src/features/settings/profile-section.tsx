import { AboutPanel } from './about-panel';
import { LinksPanel } from './links-panel';
import { PhotoPanel } from './photo-panel';
import { SectionHeader } from './section-header';
import { VisibilityPanel } from './visibility-panel';
import { m } from '@/messages/messages';

export function ProfileSection() {
  return (
    <>
      <SectionHeader section="profile" lead={m.settings_profile_lead()} />
      <PhotoPanel />
      <AboutPanel />
      <LinksPanel />
      <VisibilityPanel />
    </>
  );
}
