import type { ReactNode } from 'react';

/** One sentence above a form: how one came here. */
export function Notice({ tone = 'plain', children }: { tone?: 'plain' | 'good' | 'problem'; children: ReactNode }) {
  const look = { plain: 'bg-sunken text-ink-1', good: 'bg-up-soft text-up-strong', problem: 'bg-down-soft text-down-strong' }[tone];
  return (
    <p role={tone === 'problem' ? 'alert' : 'status'} className={`rounded-control px-3 py-2 text-14 ${look}`}>
      {children}
    </p>
  );
}
