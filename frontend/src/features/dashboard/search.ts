/** What the address of the overview may carry. */
export interface OverviewSearch {
  /** The dialog for a new workspace is open. */
  create?: boolean;
  /** The dialog that makes one of an archive is open. */
  bring?: boolean;
}

export function readOverviewSearch(given: Record<string, unknown>): OverviewSearch {
  if (given.bring) return { bring: true };
  return given.create ? { create: true } : {};
}
