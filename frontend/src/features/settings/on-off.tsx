import { Check, Minus } from 'lucide-react';

import { m } from '@/messages/messages';

/** Whether something protects the account: a word, with a sign. */
export function OnOff({ isOn }: { isOn: boolean }) {
  const Sign = isOn ? Check : Minus;
  return (
    <span className={`inline-flex items-center gap-1 text-13 font-label ${isOn ? 'text-up-strong' : 'text-ink-3'}`}>
      <Sign size={15} aria-hidden />
      {isOn ? m.settings_totp_on() : m.settings_totp_off()}
    </span>
  );
}
