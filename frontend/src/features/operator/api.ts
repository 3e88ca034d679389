/** What operators read: how the installation does, and its mails. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import type { MailState } from './search';
import { api } from '@/api/client';
import type {
  ForgetRefusedAddressData,
  GetMailData,
  GetOperatorData,
  ListMailsData,
  ListRefusedAddressesData,
  MailTextOut,
  OperatorOut,
  PageMailOut,
  PageRefusedAddressOut,
} from '@/api/schema/types.gen';

const EVERY_MS = 10_000;
const A_PAGE = 25;

/** Pages begin with no cursor. */
function newest(): string | null {
  return null;
}

export const operatorQuery = queryOptions({
  queryKey: ['operator'],
  queryFn: ({ signal }) => api<GetOperatorData, OperatorOut>('GET', '/api/v1/operator', { signal }),
  refetchInterval: EVERY_MS,
});

export const mailsQuery = (state: MailState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['operator', 'mails', state ?? null],
    initialPageParam: newest(),
    queryFn: ({ pageParam, signal }) =>
      api<ListMailsData, PageMailOut>('GET', '/api/v1/operator/mails', {
        query: { state: state ?? null, before: pageParam === null ? null : Number(pageParam), limit: A_PAGE },
        signal,
      }),
    getNextPageParam: (page) => page.next,
  });

export const mailQuery = (id: number) =>
  queryOptions({
    queryKey: ['operator', 'mails', 'text', id],
    queryFn: ({ signal }) =>
      api<GetMailData, MailTextOut>('GET', '/api/v1/operator/mails/{mail_id}', { path: { mail_id: id }, signal }),
  });

export const refusedQuery = queryOptions({
  queryKey: ['operator', 'refused'],
  queryFn: ({ signal }) =>
    api<ListRefusedAddressesData, PageRefusedAddressOut>('GET', '/api/v1/operator/refused-addresses', { query: { limit: 100 }, signal }),
});

/** Send mails to an address again. */
export const forgetRefusal = (id: number) =>
  api<ForgetRefusedAddressData, void>('DELETE', '/api/v1/operator/refused-addresses/{refusal_id}', { path: { refusal_id: id } });
