import { Link } from '@tanstack/react-router';

import type { MemberAct } from './member-dialog';
import { nameOf, ROLE_WORDS } from './words';
import type { MemberOut } from '@/api/schema/types.gen';
import { Avatar } from '@/components/avatar';
import { Select } from '@/components/field';
import { LazyMenu } from '@/components/lazy-menu';
import { longDate } from '@/lib/format';
import type { Role } from '@/lib/roles';
import { m } from '@/messages/messages';

const ROLES: readonly Role[] = ['owner', 'admin', 'observer'];

interface Props {
  member: MemberOut;
  isMe: boolean;
  isManager: boolean;
  onRole: (role: Role) => void;
  onAct: (kind: MemberAct['kind']) => void;
}

/** One person: who, since when, in which role. */
export function MemberRow({ member, isMe, isManager, onRole, onAct }: Props) {
  const name = nameOf(member);
  return (
    <li className="grid grid-cols-[36px_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[36px_minmax(0,1fr)_160px_140px_44px]">
      <Avatar name={name} photo={member.photo} size={36} />
      <span className="grid min-w-0">
        <span className="truncate">
          <Link to="/people/$userId" params={{ userId: member.user_id }} className="font-label no-underline hover:underline">
            {name}
          </Link>
          {member.pronouns && <span className="ml-2 text-13 text-ink-3">{member.pronouns}</span>}
          {isMe && <span className="ml-2 text-13 text-ink-3">{m.team_you()}</span>}
        </span>
        {member.email && <span className="truncate text-13 text-ink-3">{member.email}</span>}
      </span>
      <span className="text-13 text-ink-3 max-sm:hidden">{m.team_joined({ date: longDate(member.joined_at) })}</span>
      <span className="max-sm:col-start-2 max-sm:row-start-2">
        {isManager ? (
          <Select
            label={m.team_role_of({ name })}
            isLabelHidden
            value={member.role}
            onChange={(event) => {
              const role = ROLES.find((one) => one === event.target.value);
              if (role) onRole(role);
            }}
          >
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {ROLE_WORDS[role]()}
              </option>
            ))}
          </Select>
        ) : (
          <span className="text-ink-2">{ROLE_WORDS[member.role]()}</span>
        )}
      </span>
      <span className="justify-self-end max-sm:col-start-3 max-sm:row-start-1">
        <Acts name={name} isMe={isMe} isManager={isManager} onAct={onAct} />
      </span>
    </li>
  );
}

function Acts({ name, isMe, isManager, onAct }: Pick<Props, 'isMe' | 'isManager' | 'onAct'> & { name: string }) {
  if (isMe) return <LazyMenu label={m.team_acts({ name })} items={[{ id: 'leave', label: m.team_leave(), onAction: () => onAct('leave'), isDangerous: true }]} />;
  if (!isManager) return null;
  return (
    <LazyMenu
      label={m.team_acts({ name })}
      items={[
        { id: 'transfer', label: m.team_transfer(), onAction: () => onAct('transfer') },
        { id: 'remove', label: m.team_remove(), onAction: () => onAct('remove'), isDangerous: true },
      ]}
    />
  );
}
