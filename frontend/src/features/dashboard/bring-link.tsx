import { Link } from '@tanstack/react-router';

import { m } from '@/messages/messages';

/** The way to a workspace that is there already, somewhere else. */
export function BringLink() {
  return (
    <p className="text-13 text-ink-3">
      {m.archive_bring_or()}{' '}
      <Link to="/overview" search={{ bring: true }} className="link">
        {m.archive_bring()}
      </Link>
    </p>
  );
}
