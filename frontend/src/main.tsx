import './styles/app.css';

import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { onSessionEnd } from '@/api/client';
import { makeQueryClient } from '@/api/query-client';
import { makeRouter } from '@/app/router';
import { leave } from '@/app/session';
import { Toasts } from '@/components/toasts';

const client = makeQueryClient();
const router = makeRouter(client);
onSessionEnd(() => leave(`/login?next=${encodeURIComponent(location.pathname + location.search)}`));

const place = document.getElementById('root');
if (!place) throw new Error('app.html has no #root');
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Toasts>
        <RouterProvider router={router} />
      </Toasts>
    </QueryClientProvider>
  </StrictMode>,
);
