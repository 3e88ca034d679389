/** Show a component, or a page of the real router, as the application does. */
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';

import { makeQueryClient } from '@/api/query-client';
import { makeRouter } from '@/app/router';
import { Toasts } from '@/components/toasts';

/** Show a component that needs no route. */
export function show(node: ReactNode) {
  const client = makeQueryClient();
  const screen = render(
    <QueryClientProvider client={client}>
      <Toasts>{node}</Toasts>
    </QueryClientProvider>,
  );
  return { ...screen, client, user: userEvent.setup() };
}

/** Show the page at an address. Answer `POST /api/v1/auth/refresh` and `GET /api/v1/me` for pages behind the sign-in. */
export function showPage(address: string) {
  const client = makeQueryClient();
  client.setDefaultOptions({ queries: { retry: false } });
  const router = makeRouter(client);
  router.update({ ...router.options, history: createMemoryHistory({ initialEntries: [address] }) });
  const screen = render(
    <QueryClientProvider client={client}>
      <Toasts>
        <RouterProvider router={router} />
      </Toasts>
    </QueryClientProvider>,
  );
  return { ...screen, client, router, user: userEvent.setup() };
}
