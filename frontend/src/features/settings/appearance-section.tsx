import { DensityPanel } from './density-panel';
import { KeyboardPanel } from './keyboard-panel';
import { LanguagePanel } from './language-panel';
import { SectionHeader } from './section-header';
import { ThemePanel } from './theme-panel';
import { m } from '@/messages/messages';

export function AppearanceSection() {
  return (
    <>
      <SectionHeader section="appearance" lead={m.settings_appearance_lead()} />
      <ThemePanel />
      <DensityPanel />
      <LanguagePanel />
      <KeyboardPanel />
    </>
  );
}
