import { useBlocker } from '@tanstack/react-router';

import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { m } from '@/messages/messages';

/** Asks before a page with unsaved changes is left. */
export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  const stay = () => blocker.reset?.();
  return (
    <Dialog title={m.form_leave_title()} isOpen={blocker.status === 'blocked'} onClose={stay}>
      <p className="text-14 text-ink-2">{m.form_leave_text()}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={() => blocker.proceed?.()}>{m.form_leave()}</Button>
        <Button look="primary" onClick={stay}>
          {m.form_stay()}
        </Button>
      </div>
    </Dialog>
  );
}
