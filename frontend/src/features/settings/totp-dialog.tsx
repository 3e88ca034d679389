import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState, type FormEvent } from 'react';

import { confirmTotp } from './api';
import { ApiError } from '@/api/client';
import type { TotpOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { CodeField } from '@/components/code-field';
import { CopyButton } from '@/components/copy-button';
import { Dialog } from '@/components/dialog';
import { explain, FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

const QrCode = lazy(async () => ({ default: (await import('./qr-code')).QrCode }));

/** The secret as a picture and as text, and the first code that turns it on. */
export function TotpDialog({ totp, onDone, onClose }: { totp: TotpOut; onDone: (codes: string[] | null) => Promise<void>; onClose: () => void }) {
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: confirmTotp,
    onSuccess: ({ recovery_codes: codes }) => onDone(codes),
    onError: () => setCode(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!confirm.isPending) confirm.mutate(code);
  };
  return (
    <Dialog title={m.settings_totp_scan_title()} isOpen onClose={onClose}>
      <p className="text-14 text-ink-2">{m.settings_totp_scan_text()}</p>
      <div className="grid justify-items-center gap-4">
        <Suspense fallback={<div className="size-48 rounded-card bg-sunken" />}>
          <QrCode text={totp.uri} label={m.settings_totp_qr()} />
        </Suspense>
        <p className="flex max-w-full items-center gap-1 text-13">
          <span className="sr-only">{m.settings_totp_secret()}</span>
          <code className="font-mono text-ink-1">{totp.secret.match(/.{1,4}/g)?.join(' ')}</code>
          <CopyButton text={totp.secret} />
        </p>
      </div>
      <form onSubmit={submit} className="grid gap-4">
        <CodeField label={m.settings_totp_code()} value={code} onChange={setCode} onComplete={(complete) => confirm.mutate(complete)} />
        <FormProblem error={confirm.error} words={words} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{m.cancel()}</Button>
          <Button type="submit" look="primary" isBusy={confirm.isPending}>
            {m.settings_totp_turn_on()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function words(error: Error): string {
  return error instanceof ApiError && error.status === 422 ? m.settings_totp_wrong() : explain(error);
}
