/** What the address of the overview may carry. */
export interface OverviewSearch {
  /** The dialog for a new workspace is open. */
  create?: boolean;
}

export function readOverviewSearch(given: Record<string, unknown>): OverviewSearch {
  return given.create ? { create: true } : {};
}
