/** What a person is called: the name, or the address, or nothing. */
export function nameOf(person: { first_name: string; last_name: string; email?: string | null }): string {
  return `${person.first_name} ${person.last_name}`.trim() || (person.email ?? '');
}
