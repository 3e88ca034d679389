import type { PersonOut } from '@/api/schema/types.gen';
import { m } from '@/messages/messages';

export interface PersonLink {
  name: string;
  address: string;
  /** The address as people read it: without what every one has. */
  shown: string;
}

/** Where else a person is. */
export function linksOf(person: Pick<PersonOut, 'website' | 'github' | 'linkedin'>): PersonLink[] {
  const links = [
    { name: m.people_website(), address: person.website },
    { name: 'GitHub', address: person.github },
    { name: 'LinkedIn', address: person.linkedin },
  ];
  return links.filter(({ address }) => isWeb(address)).map((link) => ({ ...link, shown: shortened(link.address) }));
}

/** Only what opens a page; the API refuses everything else already. */
function isWeb(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

function shortened(address: string): string {
  return address
    .replace(/^https?:\/\/(www\.)?/i, '')
    .replace(/^(github\.com|linkedin\.com\/in)\//i, '')
    .replace(/\/$/, '');
}
