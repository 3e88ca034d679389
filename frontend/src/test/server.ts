/**
 * The network of tests: each test sets the answers it needs; a request without one fails it. What the layout around
 * every page asks by itself is answered here: no workspaces, and no live connection.
 */
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';

import { anOverview } from './factories';

export const server = setupServer(
  http.get('*/api/v1/me/overview', () => HttpResponse.json(anOverview())),
  http.post('*/api/v1/live/ticket', () => HttpResponse.json({ detail: 'not here' }, { status: 503 })),
);
