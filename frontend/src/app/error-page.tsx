import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';

import { ButtonLink } from '@/components/button';
import { Empty, Problem } from '@/components/notices';
import { m } from '@/messages/messages';

/** The application threw, or a page outside of its layout. */
export function BrokenApp(props: ErrorComponentProps) {
  return (
    <main className="mx-auto grid max-w-form p-6">
      <BrokenPage {...props} />
    </main>
  );
}

/** A page that threw: what, and a way to try again. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Problem title={m.page_broken_title()} error={error instanceof Error ? error : new Error(String(error))} onRetry={retry} />
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
