import { createContext } from 'react';

import { emptyDraft } from './draft';
import type { Form } from './use-form';

/** The form that a part of the page belongs to. */
export const FormContext = createContext<Form>({ draft: emptyDraft(), problems: {}, change: () => undefined, leave: () => undefined });
