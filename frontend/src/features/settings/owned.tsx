import { Link } from '@tanstack/react-router';

import { m } from '@/messages/messages';

/** The workspaces that keep an account from ending, and where to hand them over. */
export function Owned({ workspaces }: { workspaces: readonly { id: string; name: string }[] }) {
  return (
    <div role="alert" className="grid gap-2 rounded-control bg-down-soft px-4 py-3 text-14 text-down-strong">
      <p className="font-label">{m.settings_delete_owner_title({ count: workspaces.length })}</p>
      <p>{m.settings_delete_owner_text()}</p>
      <ul className="grid gap-1">
        {workspaces.map(({ id, name }) => (
          <li key={id} className="flex flex-wrap gap-x-4">
            <span className="font-label">{name}</span>
            <Link
              to="/w/$workspaceId/team"
              params={{ workspaceId: id }}
              aria-label={m.settings_delete_owner_team_of({ workspace: name })}
              className="underline underline-offset-2"
            >
              {m.settings_delete_owner_team()}
            </Link>
            <Link
              to="/w/$workspaceId/settings"
              params={{ workspaceId: id }}
              aria-label={m.settings_delete_owner_delete_of({ workspace: name })}
              className="underline underline-offset-2"
            >
              {m.settings_delete_owner_delete()}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
