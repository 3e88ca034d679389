import { m } from '@/messages/messages';

export const SECTIONS = ['profile', 'appearance', 'security', 'sessions', 'api-keys', 'notifications', 'account'] as const;
export type Section = (typeof SECTIONS)[number];

export const SECTION_NAMES: Record<Section, () => string> = {
  profile: m.settings_profile,
  appearance: m.settings_appearance,
  security: m.settings_security,
  sessions: m.settings_sessions,
  'api-keys': m.settings_keys,
  notifications: m.settings_notifications,
  account: m.settings_account,
};

/** The section that the address names; null: none of ours. */
export function sectionOf(name: string | undefined): Section | null {
  return SECTIONS.find((each) => each === (name ?? SECTIONS[0])) ?? null;
}
