/** What the address of the policies may carry. Small, as the router reads it on every page. */
export interface PolicySearch {
  /** The policy that is open, and which of its versions; the newest without. */
  open?: string;
  version?: number;
  /** A policy is being changed, or a new one made that begins with the rules of this one. */
  edit?: string;
  make?: string;
}

const NAME = /^[a-z0-9](-?[a-z0-9]){0,39}$/;

export function readPolicySearch(given: Record<string, unknown>): PolicySearch {
  const name = (key: string) => {
    const value = given[key];
    return typeof value === 'string' && NAME.test(value) ? value : undefined;
  };
  const [open, edit, make] = [name('open'), name('edit'), name('make')];
  const version = Number(given.version);
  const isVersion = open && Number.isSafeInteger(version) && version > 0;
  return { ...(open && { open }), ...(isVersion && { version }), ...(edit && { edit }), ...(make && !edit && { make }) };
}
