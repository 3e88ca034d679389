import { useNavigate } from '@tanstack/react-router';

import { endSession, useMe } from './session';
import { useTheme } from './use-theme';
import { Avatar } from '@/components/avatar';
import { LazyMenu } from '@/components/lazy-menu';
import type { MenuAction } from '@/components/menu';
import { m } from '@/messages/messages';

/** Oneself: photo and name, and behind them the account, the theme and the way out. */
export function UserMenu({ isSmall = false }: { isSmall?: boolean }) {
  const me = useMe();
  const items = useItems();
  const name = `${me.first_name} ${me.last_name}`.trim() || me.email;
  return (
    <LazyMenu label={m.shell_account({ name })} items={items} look={isSmall ? undefined : 'wide'}>
      <Avatar name={name} photo={me.photo} size={isSmall ? 28 : 24} />
      {!isSmall && <span className="min-w-0 truncate">{name}</span>}
    </LazyMenu>
  );
}

function useItems(): MenuAction[] {
  const me = useMe();
  const go = useNavigate();
  const { flip } = useTheme();
  return [
    { id: 'profile', label: m.shell_profile(), onAction: () => void go({ to: '/people/$userId', params: { userId: me.id } }) },
    { id: 'settings', label: m.shell_my_settings(), onAction: () => void go({ to: '/settings/{-$section}' }) },
    { id: 'theme', label: m.shell_theme(), onAction: flip },
    ...(me.is_operator ? [{ id: 'operator', label: m.shell_operator(), onAction: () => void go({ to: '/operator' }) }] : []),
    { id: 'docs', label: m.shell_docs(), onAction: () => void open('/docs', '_blank', 'noopener') },
    { id: 'out', label: m.shell_sign_out(), onAction: () => void endSession() },
  ];
}
