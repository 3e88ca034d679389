/** What settings read and change. A change that takes a proof is called with it, or with none to ask what would do. */
import { queryOptions } from '@tanstack/react-query';

import { api } from '@/api/client';
import type {
  AddPasskeyData,
  ApiKeyIn,
  BeginPasskeyData,
  BeginPasskeyLoginData,
  ChangeEmailData,
  ChangePasswordData,
  ConfirmedOut,
  ConfirmTotpData,
  DeleteMeData,
  DeletePhotoData,
  DepartureOut,
  EmailChangeOut,
  EndSessionData,
  GetSecurityData,
  LinkIdentityData,
  ListApiKeysData,
  ListIdentitiesData,
  ListPasskeysData,
  ListSessionsData,
  LogoutEverywhereData,
  MakeApiKeyData,
  NewApiKeyOut,
  NewPasskeyOut,
  OptionsOut,
  PageApiKeyOut,
  PageIdentityOut,
  PagePasskeyOut,
  PageSessionOut,
  PasskeyOut,
  PasswordIn,
  ProofIn,
  RecoveryCodesOut,
  RemovePasskeyData,
  RemoveTotpData,
  RenamePasskeyData,
  RenewRecoveryCodesData,
  ResendConfirmationData,
  RevokeApiKeyData,
  SecurityOut,
  SetPhotoData,
  SetUpTotpData,
  TotpOut,
  UnlinkIdentityData,
  UserOut,
} from '@/api/schema/types.gen';
import { makePasskey, showPasskey } from '@/api/webauthn';

export type Provider = 'github' | 'oidc';
type Proof = ProofIn | null;

// Everything below this key changes with what opens the account.
export const SECURITY = ['security'];

export const securityQuery = queryOptions({
  queryKey: SECURITY,
  queryFn: ({ signal }) => api<GetSecurityData, SecurityOut>('GET', '/api/v1/me/security', { signal }),
});

export const passkeysQuery = queryOptions({
  queryKey: [...SECURITY, 'passkeys'],
  queryFn: ({ signal }) => api<ListPasskeysData, PagePasskeyOut>('GET', '/api/v1/me/passkeys', { signal }),
});

export const identitiesQuery = queryOptions({
  queryKey: [...SECURITY, 'identities'],
  queryFn: ({ signal }) => api<ListIdentitiesData, PageIdentityOut>('GET', '/api/v1/me/identities', { signal }),
});

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => api<ListSessionsData, PageSessionOut>('GET', '/api/v1/me/sessions', { signal }),
});

export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => api<ListApiKeysData, PageApiKeyOut>('GET', '/api/v1/me/api-keys', { signal }),
});

export const setPhoto = (photo: Blob) => api<SetPhotoData, UserOut>('PUT', '/api/v1/me/photo', { body: photo });

export const deletePhoto = () => api<DeletePhotoData, void>('DELETE', '/api/v1/me/photo', {});

export const changePassword = (body: PasswordIn) => api<ChangePasswordData, void>('POST', '/api/v1/me/password', { body });

export const setUpTotp = (body: Proof) => api<SetUpTotpData, TotpOut>('POST', '/api/v1/me/totp', { body });

export const confirmTotp = (code: string) =>
  api<ConfirmTotpData, RecoveryCodesOut>('POST', '/api/v1/me/totp/confirm', { body: { code } });

export const removeTotp = (body: Proof) => api<RemoveTotpData, void>('DELETE', '/api/v1/me/totp', { body });

export const renewRecoveryCodes = (body: Proof) =>
  api<RenewRecoveryCodesData, RecoveryCodesOut>('POST', '/api/v1/me/recovery-codes', { body });

export const beginPasskey = (body: Proof) => api<BeginPasskeyData, OptionsOut>('POST', '/api/v1/me/passkeys/options', { body });

/** Have the browser make the passkey, and add it; null when the person said no. */
export async function addPasskey({ challenge, options }: OptionsOut, name: string): Promise<NewPasskeyOut | null> {
  const credential = await makePasskey(options);
  if (!credential) return null;
  return api<AddPasskeyData, NewPasskeyOut>('POST', '/api/v1/me/passkeys', { body: { challenge, credential, name } });
}

export const renamePasskey = (id: string, name: string) =>
  api<RenamePasskeyData, PasskeyOut>('PATCH', '/api/v1/me/passkeys/{passkey_id}', { path: { passkey_id: id }, body: { name } });

export const removePasskey = (id: string, body: Proof) =>
  api<RemovePasskeyData, void>('DELETE', '/api/v1/me/passkeys/{passkey_id}', { path: { passkey_id: id }, body });

/** Have the person show a passkey, as a proof; null when they did not. */
export async function proveByPasskey(): Promise<ProofIn | null> {
  const { challenge, options } = await api<BeginPasskeyLoginData, OptionsOut>('POST', '/api/v1/auth/passkey/options', {});
  const credential = await showPasskey(options);
  return credential && { passkey: { challenge, credential } };
}

export const linkIdentity = (provider: Provider, body: Proof) =>
  api<LinkIdentityData, DepartureOut>('POST', '/api/v1/me/identities/{provider}', { path: { provider }, body });

export const unlinkIdentity = (provider: Provider, body: Proof) =>
  api<UnlinkIdentityData, void>('DELETE', '/api/v1/me/identities/{provider}', { path: { provider }, body });

export const endSession = (id: string) =>
  api<EndSessionData, void>('DELETE', '/api/v1/me/sessions/{session_id}', { path: { session_id: id } });

export const signOutEverywhere = () => api<LogoutEverywhereData, void>('POST', '/api/v1/auth/logout-everywhere', {});

export const makeKey = (body: ApiKeyIn) => api<MakeApiKeyData, NewApiKeyOut>('POST', '/api/v1/me/api-keys', { body });

export const revokeKey = (id: string) =>
  api<RevokeApiKeyData, void>('DELETE', '/api/v1/me/api-keys/{key_id}', { path: { key_id: id } });

export const changeEmail = (email: string, proof: Proof) =>
  api<ChangeEmailData, EmailChangeOut>('POST', '/api/v1/me/email', { body: { email, ...proof } });

export const resendConfirmation = () =>
  api<ResendConfirmationData, ConfirmedOut>('POST', '/api/v1/me/email/confirmation', {});

export const deleteAccount = (body: Proof) => api<DeleteMeData, void>('DELETE', '/api/v1/me', { body });
