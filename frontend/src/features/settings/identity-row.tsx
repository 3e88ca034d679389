import { useMutation, useQueryClient } from '@tanstack/react-query';

import { linkIdentity, type Provider, SECURITY, unlinkIdentity } from './api';
import { lastWayWords } from './last-way';
import { useProof } from './use-proof';
import type { IdentityOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { FormProblem } from '@/components/notices';
import { Ago } from '@/components/time';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

interface Props {
  provider: Provider;
  name: string;
  /** The installation knows it still. */
  isOffered: boolean;
  identity: IdentityOut | undefined;
}

export function IdentityRow({ provider, name, isOffered, identity }: Props) {
  const { proven, dialog } = useProof();
  const client = useQueryClient();
  const say = useToast();
  const link = useMutation({
    mutationFn: () => proven((proof) => linkIdentity(provider, proof)),
    onSuccess: (departure) => departure && location.assign(departure.url),
  });
  const unlink = useMutation({
    mutationFn: () => proven((proof) => unlinkIdentity(provider, proof).then(() => true)),
    onSuccess: (isDone) => {
      if (isDone) say({ text: m.settings_identity_gone({ name }) });
      return client.invalidateQueries({ queryKey: SECURITY });
    },
  });
  return (
    <li className="grid gap-2 py-3">
      <div className="flex items-center justify-between gap-4">
        <div className="grid min-w-0 gap-0.5">
          <span className="text-14 font-label">{name}</span>
          <span className="text-13 text-ink-3">
            {identity ? (
              <>
                {identity.login || identity.email}
                {' · '}
                {m.settings_used_at()} <Ago at={identity.last_used_at} />
                {!isOffered && ` · ${m.settings_identity_off()}`}
              </>
            ) : (
              m.settings_identity_none()
            )}
          </span>
        </div>
        {identity ? (
          <Button aria-label={m.settings_identity_disconnect_of({ name })} isBusy={unlink.isPending} onClick={() => unlink.mutate()}>
            {m.settings_identity_disconnect()}
          </Button>
        ) : (
          <Button aria-label={m.settings_identity_connect_of({ name })} isBusy={link.isPending} onClick={() => link.mutate()}>
            {m.settings_identity_connect()}
          </Button>
        )}
      </div>
      <FormProblem error={link.error ?? unlink.error} words={lastWayWords} />
      {dialog}
    </li>
  );
}
