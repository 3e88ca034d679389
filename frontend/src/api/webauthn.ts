/** Passkeys: the API speaks JSON, browsers speak bytes. Newer browsers translate themselves; for the others we do. */

type Json = Record<string, unknown>;

export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && 'credentials' in navigator;
}

/** Have the browser make a passkey. Returns its answer as the API takes it; null when the person said no. */
export async function makePasskey(options: Json): Promise<Json | null> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON
    ? PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON)
    : (creationOptions(options) as unknown as PublicKeyCredentialCreationOptions);
  return asked(() => navigator.credentials.create({ publicKey }));
}

/** Have the person show a passkey. Returns the browser's answer as the API takes it; null when the person said no. */
export async function showPasskey(options: Json): Promise<Json | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON
    ? PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON)
    : (requestOptions(options) as unknown as PublicKeyCredentialRequestOptions);
  return asked(() => navigator.credentials.get({ publicKey }));
}

async function asked(ask: () => Promise<Credential | null>): Promise<Json | null> {
  try {
    const credential = (await ask()) as PublicKeyCredential | null;
    return credential && credentialJson(credential);
  } catch (error) {
    // Browsers do not tell "no" from "took too long", nor from "none here".
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name)) return null;
    throw error;
  }
}

/** What `navigator.credentials.create` takes, from JSON. */
export function creationOptions(options: Json): Json {
  const user = options.user as Json;
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: descriptors(options.excludeCredentials),
  };
}

/** What `navigator.credentials.get` takes, from JSON. */
export function requestOptions(options: Json): Json {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: descriptors(options.allowCredentials) };
}

function descriptors(given: unknown): Json[] {
  return ((given ?? []) as Json[]).map((each) => ({ ...each, id: bytes(each.id) }));
}

/** A credential as `PublicKeyCredential.toJSON()` writes it. */
export function credentialJson(credential: PublicKeyCredential): Json {
  if (typeof credential.toJSON === 'function') return credential.toJSON() as unknown as Json;
  const { response } = credential;
  const common = { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {} };
  if (response instanceof AuthenticatorAttestationResponse) {
    return {
      ...common,
      response: {
        clientDataJSON: text(response.clientDataJSON),
        attestationObject: text(response.attestationObject),
        transports: response.getTransports?.() ?? [],
      },
    };
  }
  const { clientDataJSON, authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
  return {
    ...common,
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle && text(userHandle),
    },
  };
}

/** Read base64url, with or without its padding. */
export function bytes(given: unknown): Uint8Array<ArrayBuffer> {
  const plain = atob(String(given).replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.codePointAt(0) ?? 0);
}

/** Write base64url, without padding. */
export function text(given: ArrayBuffer): string {
  const plain = String.fromCodePoint(...new Uint8Array(given));
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
