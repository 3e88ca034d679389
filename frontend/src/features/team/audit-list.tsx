import { Link } from '@tanstack/react-router';

import { buildChanges, deedWords } from './audit-words';
import type { EntryOut } from '@/api/schema/types.gen';
import { Time } from '@/components/time';
import { m } from '@/messages/messages';

/** Entries, the last first; each with the fields that changed. */
export function AuditList({ entries }: { entries: readonly EntryOut[] }) {
  return (
    <ol className="card divide-y divide-line">
      {entries.map((entry) => (
        <li key={entry.id} className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[170px_minmax(0,1fr)]">
          <span className="text-13 text-ink-3">
            <Time at={entry.at} />
          </span>
          <div className="grid min-w-0 gap-1">
            <p className="text-ink-2">
              <Who entry={entry} /> {deedWords(entry)}
            </p>
            <Changes entry={entry} />
            <p className="text-12 text-ink-3">
              {[entry.via === 'api_key' ? m.team_via_key() : null, entry.address ? m.team_from({ address: entry.address }) : null]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function Who({ entry: { actor_id, actor_name } }: { entry: EntryOut }) {
  const name = actor_name || m.team_nameless();
  if (!actor_id) return <span className="font-label text-ink-1">{name}</span>;
  return (
    <Link to="/people/$userId" params={{ userId: actor_id }} className="font-label text-ink-1 no-underline hover:underline">
      {name}
    </Link>
  );
}

function Changes({ entry }: { entry: EntryOut }) {
  const changes = buildChanges(entry.changes);
  if (!changes.length) return null;
  return (
    <dl className="grid gap-0.5 text-13">
      {changes.map(({ field, old, next }) => (
        <div key={field} className="flex flex-wrap gap-x-2">
          <dt className="text-ink-3">{field}</dt>
          <dd className="min-w-0 text-ink-2">
            <del className="text-ink-3">
              <span className="sr-only">{m.team_was()} </span>
              {old}
            </del>{' '}
            <span aria-hidden>→</span>{' '}
            <ins className="no-underline">
              <span className="sr-only">{m.team_is()} </span>
              {next}
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
