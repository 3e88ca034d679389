/** Uploads of large files: `fetch` cannot say how much is sent, so this is an XMLHttpRequest. */
import { ApiError, bearer, refusal } from './client';

interface Upload {
  file: Blob;
  type: string;
  onProgress: (sent: number) => void;
  signal: AbortSignal;
}

/** Send a file as the body of a POST. Throws `ApiError`, and the signal's reason when it is aborted. Ask something first: that renews the token. */
export function upload<Answer>(url: string, { file, type, onProgress, signal }: Upload): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open('POST', url);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Authorization', `Bearer ${bearer() ?? ''}`);
    request.setRequestHeader('Content-Type', type);
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded));
    request.addEventListener('error', () => reject(new ApiError(0, 'unreachable', 'Healther cannot be reached.', null)));
    request.addEventListener('abort', () => reject(signal.reason as Error));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Answer);
      else refusal(responseOf(request)).then(reject, reject);
    });
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
    signal.addEventListener('abort', stop);
    request.send(file);
  });
}

function responseOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const name of ['content-type', 'retry-after']) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(request.responseText, { status: request.status, headers });
}
