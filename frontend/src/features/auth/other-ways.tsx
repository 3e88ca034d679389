import { useMutation, useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';

import { loginWithPasskey } from './api';
import { departure, keepNext, useArrive } from './arrival';
import { GithubMark } from './github-mark';
import { passkeyWords } from './words';
import { methodsQuery } from '@/api/account';
import { hasPasskeys } from '@/api/webauthn';
import { Button, buttonClass } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { m } from '@/messages/messages';

/** Ways to sign in other than a password, as far as this installation and this browser have them. */
export function OtherWays({ next, hasPasskey = true }: { next: string | undefined; hasPasskey?: boolean }) {
  const { data: methods } = useQuery(methodsQuery);
  const arrive = useArrive(next);
  const passkey = useMutation({ mutationFn: loginWithPasskey, onSuccess: (answer) => answer && arrive(answer) });
  const showsPasskey = hasPasskey && methods?.passkey && hasPasskeys();
  // What is most likely to come keeps its place, so that the form does not jump.
  if (!methods) return hasPasskey && hasPasskeys() ? <div aria-hidden className="h-17.5" /> : null;
  if (!methods.github && !methods.oidc && !showsPasskey) return null;
  return (
    <div className="grid gap-3">
      {methods.github && (
        <a href={departure('github', next)} onClick={() => keepNext(next)} className={buttonClass('primary')}>
          <GithubMark />
          {m.auth_with_github()}
        </a>
      )}
      {methods.oidc && (
        <a href={departure('oidc', next)} onClick={() => keepNext(next)} className={buttonClass(methods.github ? 'secondary' : 'primary')}>
          {m.auth_with_oidc({ name: methods.oidc })}
        </a>
      )}
      {showsPasskey && (
        <Button onClick={() => passkey.mutate()} isBusy={passkey.isPending}>
          <KeyRound size={16} aria-hidden />
          {m.auth_with_passkey()}
        </Button>
      )}
      {passkey.data === null && <output className="text-13 text-ink-2">{m.auth_passkey_none()}</output>}
      <FormProblem error={passkey.error} words={passkeyWords} />
      <p className="flex items-center gap-3 text-13 text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {m.auth_or()}
      </p>
    </div>
  );
}
