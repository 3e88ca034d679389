import { MapPin } from 'lucide-react';

import { linksOf } from './links';
import type { PersonOut, UserOut } from '@/api/schema/types.gen';
import { Avatar } from '@/components/avatar';
import { ButtonLink } from '@/components/button';
import { nameOf } from '@/lib/person';
import { m } from '@/messages/messages';

const PHOTO_PX = 104;
const OWN = { public: m.people_own_public, signed_in: m.people_own_signed_in, workspace: m.people_own_workspace };

/** A person. `me`: it is oneself. */
export function PersonCard({ person, me }: { person: PersonOut; me: UserOut | null }) {
  const name = nameOf(person);
  const links = linksOf(person);
  const isBare = !person.bio && !person.city && !person.pronouns && !links.length;
  return (
    <article className="grid gap-6">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-4">
        <Avatar name={name} photo={person.photo} size={PHOTO_PX} />
        <div className="grid min-w-0 flex-1 basis-60 gap-1.5">
          <h1 className="flex flex-wrap items-baseline gap-x-3 text-32 font-heading">
            {name || m.people_nameless()}
            {person.pronouns && <span className="text-14 font-normal tracking-normal text-ink-2">{person.pronouns}</span>}
          </h1>
          {person.city && (
            <p className="flex items-center gap-1.5 text-14 text-ink-2">
              <MapPin size={15} aria-hidden className="shrink-0 text-ink-3" />
              {person.city}
            </p>
          )}
        </div>
      </div>
      {person.bio && <p className="max-w-[68ch] text-16 whitespace-pre-line">{person.bio}</p>}
      {links.length > 0 && (
        <dl className="card divide-y divide-line">
          {links.map(({ name: place, address, shown }) => (
            <div key={place} className="flex flex-wrap gap-x-6 gap-y-0.5 px-5 py-3 text-14">
              <dt className="w-24 text-ink-2">{place}</dt>
              <dd className="min-w-0 flex-1">
                <a href={address} rel="noopener noreferrer nofollow ugc" className="link">
                  {shown}
                </a>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {me && (
        <div className="flex flex-wrap items-center justify-between gap-4 border-t border-line pt-5">
          <p className="text-14 text-ink-2">
            {isBare && `${m.people_own_empty()} `}
            {OWN[me.visibility]()}
          </p>
          <ButtonLink to="/settings/{-$section}" params={{ section: 'profile' }}>
            {m.people_edit()}
          </ButtonLink>
        </div>
      )}
    </article>
  );
}
