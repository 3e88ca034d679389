/** What the pages for people who are not signed in ask of the API. */
import { queryOptions } from '@tanstack/react-query';

import { api, ApiError, setToken } from '@/api/client';
import type {
  AcceptedOut,
  AcceptInviteData,
  ApiAccountsConfirmationConfirmIn,
  BeginPasskeyLoginData,
  ChangeMeData,
  ConfirmAddressData,
  ConfirmedOut,
  FinishSecondFactorData,
  ForgetPasswordData,
  ForgotIn,
  ForgotOut,
  GetSecondFactorData,
  LoginData,
  LoginIn,
  LoginWithPasskeyData,
  OfferOut,
  OptionsOut,
  PreviewInviteData,
  RegisterData,
  RegisterIn,
  ResetIn,
  ResetOut,
  ResetPasswordData,
  SecondFactorIn,
  SecondFactorOut,
  SignedInOut,
  UserOut,
} from '@/api/schema/types.gen';
import { showPasskey } from '@/api/webauthn';
import { timeZone } from '@/lib/format';
import { getLocale } from '@/messages/runtime';

export const login = (body: LoginIn) => api<LoginData, SignedInOut>('POST', '/api/v1/auth/login', { body });

/** Make an account. It speaks the language of this page, and reads times in the zone of this device. */
export async function register(body: RegisterIn): Promise<SignedInOut> {
  const answer = await api<RegisterData, SignedInOut>('POST', '/api/v1/auth/register', { body });
  setToken(answer.access_token);
  const here = { language: getLocale(), time_zone: timeZone() };
  try {
    return { ...answer, user: await api<ChangeMeData, UserOut>('PATCH', '/api/v1/me', { body: here }) };
  } catch (error) {
    // A zone that the server does not know, for one: the account is there, and can be told later.
    if (error instanceof ApiError) return answer;
    throw error;
  }
}

export const forget = (body: ForgotIn) => api<ForgetPasswordData, ForgotOut>('POST', '/api/v1/auth/password/forgot', { body });

export const reset = (body: ResetIn) => api<ResetPasswordData, ResetOut>('POST', '/api/v1/auth/password/reset', { body });

export const confirm = (body: ApiAccountsConfirmationConfirmIn) =>
  api<ConfirmAddressData, ConfirmedOut>('POST', '/api/v1/auth/confirm', { body });

export const finishSecondFactor = (body: SecondFactorIn) =>
  api<FinishSecondFactorData, SignedInOut>('POST', '/api/v1/auth/second-factor', { body });

export const acceptInvite = (token: string) =>
  api<AcceptInviteData, AcceptedOut>('POST', '/api/v1/invites/accept', { body: { token } });

/** Sign in with a passkey alone; null when the person showed none. */
export async function loginWithPasskey(): Promise<SignedInOut | null> {
  const { challenge, options } = await api<BeginPasskeyLoginData, OptionsOut>('POST', '/api/v1/auth/passkey/options', {});
  const credential = await showPasskey(options);
  if (!credential) return null;
  return api<LoginWithPasskeyData, SignedInOut>('POST', '/api/v1/auth/passkey', { body: { challenge, credential } });
}

/** What a sign-in from elsewhere still needs. */
export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: ({ signal }) => api<GetSecondFactorData, SecondFactorOut>('GET', '/api/v1/auth/second-factor', { signal }),
  staleTime: Infinity,
  retry: false,
});

/** What an invitation offers; reading it uses nothing up. */
export const offerQuery = (token: string) =>
  queryOptions({
    queryKey: ['offer', token],
    queryFn: ({ signal }) =>
      api<PreviewInviteData, OfferOut>('POST', '/api/v1/invites/preview', { body: { token }, signal }),
    staleTime: 60_000,
  });
