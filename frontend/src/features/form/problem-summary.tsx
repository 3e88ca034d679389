import { m } from '@/messages/messages';
import { labelOf } from './labels';
import { idOf } from './line';
import type { Problems } from './problems';

/** All problems of the form in one place, each leading to its field. */
export function ProblemSummary({ problems }: { problems: Problems }) {
  const list = Object.entries(problems);
  if (!list.length) return null;
  return (
    <div role="alert" className="mb-4 grid gap-2 rounded-card bg-down-soft px-5 py-4 text-14 text-down-strong">
      <p className="font-label">{m.form_problems({ count: list.length })}</p>
      <ul className="grid gap-1">
        {list.map(([field, problem]) => (
          <li key={field}>
            <button type="button" onClick={() => focusField(field)} className="min-h-6 text-left underline underline-offset-4">
              {labelOf(field)}
            </button>
            {': '}
            {problem}
          </li>
        ))}
      </ul>
    </div>
  );
}

function focusField(field: string): void {
  const control = document.getElementById(idOf(field));
  control?.focus();
  control?.scrollIntoView({ block: 'center' });
}
