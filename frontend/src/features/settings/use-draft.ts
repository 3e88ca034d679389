import { useState, type ChangeEvent, type FormEvent } from 'react';

import { savedAt, useSaveMe } from './use-save-me';
import { ApiError } from '@/api/client';
import type { UserOut } from '@/api/schema/types.gen';

export type TextKey = 'first_name' | 'last_name' | 'pronouns' | 'city' | 'bio' | 'website' | 'github' | 'linkedin';
type Texts = Partial<Record<TextKey, string>>;

/** Texts of the profile that are being changed: only what was changed is sent. */
export function useDraft(me: UserOut) {
  const [changed, setChanged] = useState<Texts>({});
  const save = useSaveMe();
  const refused = save.error instanceof ApiError ? save.error : null;
  const different = changesOf(changed, me);
  return {
    isDirty: Object.keys(different).length > 0,
    isSaving: save.isPending,
    savedAt: savedAt(save),
    /** What is wrong with the whole, not with a field. */
    error: refused?.status === 422 ? null : save.error,
    value: (name: TextKey) => changed[name] ?? me[name],
    wire: (name: TextKey) => ({
      name,
      value: changed[name] ?? me[name],
      error: refused?.field(name),
      onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
        setChanged({ ...changed, [name]: event.target.value }),
    }),
    submit: (event: FormEvent) => {
      event.preventDefault();
      if (!save.isPending) save.mutate(different, { onSuccess: () => setChanged({}) });
    },
  };
}

/** Those texts that differ from what is kept. */
export function changesOf(changed: Texts, kept: Record<TextKey, string>): Texts {
  const keys: readonly TextKey[] = ['first_name', 'last_name', 'pronouns', 'city', 'bio', 'website', 'github', 'linkedin'];
  return Object.fromEntries(keys.flatMap((key) => (changed[key] !== undefined && changed[key] !== kept[key] ? [[key, changed[key]]] : [])));
}
