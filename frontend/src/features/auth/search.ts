/** What the address of the sign-in pages may carry. */
export interface LoginSearch {
  /** Where to go afterwards: a path of this application. */
  next?: string;
  /** What went wrong at GitHub or another provider. */
  problem?: string;
  /** The provider is done, the second factor is still to be shown. */
  second_factor?: number;
}

export function readLoginSearch(given: Record<string, unknown>): LoginSearch {
  const { next, problem } = given;
  return {
    ...(typeof next === 'string' && isOwnPath(next) && { next }),
    ...((typeof problem === 'string' || typeof problem === 'number') && { problem: String(problem) }),
    ...(given.second_factor !== undefined && { second_factor: 1 }),
  };
}

/** A path of this application, and not another site's address in disguise (`//host`, `/\host`). */
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])/.test(path);
}
