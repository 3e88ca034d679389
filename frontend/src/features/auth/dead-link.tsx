import type { ReactNode } from 'react';

import { AuthFrame } from './auth-frame';
import { m } from '@/messages/messages';

/** A link of a mail that opens nothing: none at all, or one that is over. `children`: what to do now. */
export function DeadLink({ isMissing, text, children }: { isMissing: boolean; text?: string; children: ReactNode }) {
  if (isMissing) {
    return (
      <AuthFrame title={m.auth_link_none_title()} lead={m.auth_link_none_text()}>
        {children}
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={m.auth_link_dead_title()} lead={text ?? m.auth_link_dead_text()}>
      {children}
    </AuthFrame>
  );
}
