/** Files from the API: fetched with the token, then handed to the browser. */
import { ApiError, authorized, type Inputs, type Operation } from './client';

const FILE_MS = 10 * 60_000;

/** Fetch a file and save it; under the name the server gives it, else `name`. Throws ApiError. */
export async function saveFrom<Op extends Operation>(
  method: 'GET' | 'POST',
  url: Op['url'],
  inputs: Inputs<Op>,
  name: string,
): Promise<void> {
  const response = await authorized(method, url, { deadlineMs: FILE_MS, ...inputs } as Inputs<Operation>);
  if (!response.ok) throw new ApiError(response.status, 'unexpected', await refusalOf(response), null);
  const given = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  saveFile(await response.blob(), given ?? name);
}

async function refusalOf(response: Response): Promise<string> {
  const answer = `The server answered ${response.status}.`;
  if (!response.headers.get('content-type')?.includes('json')) return answer;
  const problem = (await response.json()) as { detail?: string };
  return problem.detail ?? answer;
}

/** Hand the browser what it shall save under a name. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
