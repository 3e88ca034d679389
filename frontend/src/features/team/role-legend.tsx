import { ROLE_MEANINGS, ROLE_WORDS } from './words';
import { Section } from '@/components/section';
import { m } from '@/messages/messages';

const ROLES = ['owner', 'admin', 'observer'] as const;

/** What each role may do. */
export function RoleLegend() {
  return (
    <Section title={m.team_roles()}>
      <dl className="card grid divide-line max-sm:divide-y sm:grid-cols-3 sm:divide-x">
        {ROLES.map((role) => (
          <div key={role} className="grid content-start gap-1 px-4 py-4">
            <dt className="font-label">{ROLE_WORDS[role]()}</dt>
            <dd className="text-13 text-ink-2">{ROLE_MEANINGS[role]()}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
