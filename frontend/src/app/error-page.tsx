import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';

import { ButtonLink } from '@/components/button';
import { Empty, Problem } from '@/components/notices';
import { m } from '@/messages/messages';

/** A page that threw: what, and a way to try again. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main className="mx-auto grid max-w-form gap-4 p-6">
      <Problem title={m.page_broken_title()} error={error instanceof Error ? error : new Error(String(error))} onRetry={retry} />
    </main>
  );
}

/** An address without a page. */
export function GonePage() {
  return (
    <main className="mx-auto grid max-w-form gap-4 p-6">
      <Empty title={m.page_gone_title()} action={<ButtonLink to="/overview">{m.to_overview()}</ButtonLink>}>
        {m.page_gone_text()}
      </Empty>
    </main>
  );
}
