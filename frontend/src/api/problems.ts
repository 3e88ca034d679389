/** What some refusals carry beside their words. */
import { ApiError } from './client';
import type { SecondFactorOut, SecondFactorProblemOut } from './schema/types.gen';

/** Ways to prove that it is really the person. */
export type ProofMethod = 'password' | 'code' | 'passkey' | 'recovery_code';

const METHODS: readonly string[] = ['password', 'code', 'passkey', 'recovery_code'] satisfies ProofMethod[];

/** What a sign-in still needs, if that is why it was refused. */
export function secondFactorOf(error: Error | null): SecondFactorOut | null {
  if (!(error instanceof ApiError) || error.kind !== 'second-factor-required') return null;
  return (error.problem as SecondFactorProblemOut | null)?.second_factor ?? null;
}

/** What would prove it; none: only a fresh sign-in would. Null: the refusal is about something else. */
export function proofMethodsOf(error: Error | null): ProofMethod[] | null {
  if (!(error instanceof ApiError) || error.kind !== 'proof-needed') return null;
  return proofMethods((error.problem as { methods?: string[] } | null)?.methods ?? []);
}

/** Those of the names that we know. */
export function proofMethods(names: readonly string[]): ProofMethod[] {
  return names.filter((name) => METHODS.includes(name)) as ProofMethod[];
}

/** The workspaces that need another owner before an account can end. */
export function ownedWorkspacesOf(error: Error | null): { id: string; name: string }[] | null {
  if (!(error instanceof ApiError) || error.kind !== 'last-owner') return null;
  return (error.problem as { workspaces?: { id: string; name: string }[] } | null)?.workspaces ?? [];
}
