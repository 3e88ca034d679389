import { useState, type ReactNode } from 'react';

import { ProofDialog } from './proof-dialog';
import { ApiError } from '@/api/client';
import { proofMethodsOf, type ProofMethod } from '@/api/problems';
import type { ProofIn } from '@/api/schema/types.gen';

interface Question {
  methods: ProofMethod[];
  /** Do it with the proof; a refusal of the proof is thrown, every other one goes to whoever asked. */
  act: (proof: ProofIn) => Promise<void>;
  cancel: () => void;
}

/**
 * Changes that take a proof: `proven((proof) => removeTotp(proof))` asks the API first, and the person only if it wants
 * a proof. Gives null when the person turned away. Render `dialog`.
 */
export function useProof(): { proven: <Answer>(act: (proof: ProofIn | null) => Promise<Answer>) => Promise<Answer | null>; dialog: ReactNode } {
  const [question, setQuestion] = useState<Question | null>(null);
  async function proven<Answer>(act: (proof: ProofIn | null) => Promise<Answer>): Promise<Answer | null> {
    try {
      return await act(null);
    } catch (error) {
      const methods = error instanceof Error ? proofMethodsOf(error) : null;
      if (!methods) throw error;
      return ask(methods, act);
    }
  }
  function ask<Answer>(methods: ProofMethod[], act: (proof: ProofIn) => Promise<Answer>): Promise<Answer | null> {
    return new Promise((resolve, reject) => {
      const close = () => setQuestion(null);
      setQuestion({
        methods,
        act: async (proof) => {
          try {
            resolve(await act(proof));
          } catch (error) {
            if (isAboutProof(error)) throw error;
            reject(error instanceof Error ? error : new Error(String(error)));
          }
          close();
        },
        cancel: () => {
          resolve(null);
          close();
        },
      });
    });
  }
  const dialog = question && <ProofDialog methods={question.methods} onProof={question.act} onClose={question.cancel} />;
  return { proven, dialog };
}

/** The dialog stays open: wrong, too often, or nobody answered. */
function isAboutProof(error: unknown): boolean {
  return error instanceof ApiError && (error.kind === 'proof-wrong' || error.kind === 'proof-needed' || error.status === 429 || error.status === 0);
}
