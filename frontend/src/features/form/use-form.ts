import { useCallback, useEffect, useMemo, useReducer } from 'react';

import type { Draft } from './draft';
import { keepDraft } from './kept-draft';
import type { Problems } from './problems';
import { reduce, shownProblems, startState } from './state';

/** What every part of the form is given. */
export interface Form {
  draft: Draft;
  problems: Problems;
  change: (change: Partial<Draft>) => void;
  /** Call when a field is left: its problem shows from then on. */
  leave: (field: string) => void;
}

export interface WholeForm extends Form {
  /** Saving was asked for. */
  isAsked: boolean;
  ask: () => void;
  refuse: (error: Error) => void;
  replace: (draft: Draft) => void;
}

/** The form's state. The draft is kept in this tab under `name`, unless it equals `pristine`. */
export function useForm(name: string, start: Draft, pristine: Draft): WholeForm {
  const [state, send] = useReducer(reduce, start, startState);
  useEffect(() => keepDraft(name, state.draft, pristine), [name, state.draft, pristine]);
  const change = useCallback((given: Partial<Draft>) => send({ type: 'change', change: given }), []);
  const leave = useCallback((field: string) => send({ type: 'leave', field }), []);
  const ask = useCallback(() => send({ type: 'ask' }), []);
  const refuse = useCallback((error: Error) => send({ type: 'refuse', error }), []);
  const replace = useCallback((draft: Draft) => send({ type: 'replace', draft }), []);
  const problems = useMemo(() => shownProblems(state), [state]);
  return { draft: state.draft, isAsked: state.isAsked || Object.keys(state.refused).length > 0, problems, change, leave, ask, refuse, replace };
}
