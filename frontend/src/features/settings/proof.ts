import type { ProofMethod } from '@/api/problems';
import type { ProofIn } from '@/api/schema/types.gen';

/** A proof that one types, as the API takes it. */
export function proofOf(method: ProofMethod, text: string): ProofIn {
  if (method === 'password') return { password: text };
  return method === 'code' ? { code: text } : { recovery_code: text.trim() };
}
