/** The check box: one check by `POST /api/v1/public/check`, its answer in place. */
import type { ManualCheckOut, ProblemOut } from '@/api/schema/types.gen';

type Words = Record<'busy' | 'up' | 'degraded' | 'down' | 'keep' | 'limit' | 'ours', string>;

const DEADLINE_MS = 20_000;

export function watchCheckBox(form: HTMLFormElement): void {
  const input = form.querySelector('input');
  const answer = form.querySelector<HTMLElement>('[data-answer]');
  const hint = form.querySelector<HTMLElement>('[data-hint]');
  const words = JSON.parse(form.querySelector<HTMLElement>('[data-words]')?.dataset.words ?? '{}') as Words;
  if (!input || !answer || !hint) return;

  const run = async (): Promise<void> => {
    form.dataset.busy = '';
    hint.textContent = words.busy;
    hint.hidden = false;
    answer.hidden = true;
    answer.replaceChildren(...(await ask(input.value, words).catch(() => [words.ours])));
    delete form.dataset.busy;
    answer.hidden = false;
    hint.hidden = true;
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if ('busy' in form.dataset) return;
    void run();
  });
}

async function ask(url: string, words: Words): Promise<(string | Node)[]> {
  const response = await fetch('/api/v1/public/check', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ url }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (response.status === 429) return [words.limit, ' ', keep(url, words)];
  if (response.status >= 500) return [words.ours];
  if (!response.ok) return [refused((await response.json()) as ProblemOut)];
  return [told((await response.json()) as ManualCheckOut, words), ' ', keep(url, words)];
}

function refused(problem: ProblemOut): string {
  const first = problem.errors?.[0];
  return first ? [first.message, first.remedy].filter(Boolean).join(' ') : problem.detail;
}

function told(check: ManualCheckOut, words: Words): string {
  const ms = String(Math.round(check.latency_ms ?? 0));
  if (check.state === 'up') return words.up.replace('{status}', String(check.http_status)).replace('{ms}', ms);
  if (check.state === 'degraded') return words.degraded.replace('{ms}', ms);
  return check.message ? `${words.down} ${check.message}` : words.down;
}

/** Goes on to a monitor of it: the new account begins with this address. */
function keep(url: string, words: Words): Node {
  const link = document.createElement('a');
  link.href = `/register?next=${encodeURIComponent(`/overview?target=${encodeURIComponent(url)}`)}`;
  link.textContent = words.keep;
  link.className = 'link';
  return link;
}
