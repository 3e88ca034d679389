/** Objects of the API about accounts, for tests. */
import { aUser } from './factories';
import type { MethodsOut, OfferOut, PersonOut, ProblemOut, SecondFactorOut, SecurityOut, SignedInOut } from '@/api/schema/types.gen';

export function aSignIn(user = aUser()): SignedInOut {
  return { access_token: 'token', expires_in: 3600, token_type: 'bearer', user };
}

export function someMethods(given: Partial<MethodsOut> = {}): MethodsOut {
  return { password: true, passkey: true, github: false, oidc: null, registration: 'open', ...given };
}

export function aSecondFactor(given: Partial<SecondFactorOut> = {}): SecondFactorOut {
  return { challenge: 'c1', methods: ['code', 'recovery_code'], passkey_options: null, expires_in: 300, ...given };
}

export function anOffer(given: Partial<OfferOut> = {}): OfferOut {
  return {
    workspace: 'Acme',
    role: 'observer',
    invited_by: 'Ana Silva',
    email: 'cy@acme.example',
    expires_at: '2026-11-28T14:02:00.000Z',
    has_account: false,
    ...given,
  };
}

export function someSecurity(given: Partial<SecurityOut> = {}): SecurityOut {
  return {
    has_password: true,
    has_second_factor: false,
    totp: false,
    passkeys: 0,
    identities: 0,
    recovery_codes_left: 0,
    ...given,
  };
}

export function aPerson(given: Partial<PersonOut> = {}): PersonOut {
  return {
    id: '0190a000-0000-7000-8000-0000000000a1',
    first_name: 'Ana',
    last_name: 'Silva',
    pronouns: '',
    city: '',
    bio: '',
    website: '',
    github: '',
    linkedin: '',
    photo: null,
    ...given,
  };
}

/** A refusal's body; `kind` is the last part of its type. */
export function aProblem(status: number, kind: string, detail: string, more: object = {}): ProblemOut {
  return { type: `https://healther.dev/problems/${kind}`, title: kind, status, detail, errors: [], request_id: null, ...more };
}
