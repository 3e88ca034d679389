import { useState } from 'react';

import { useAddRecipient } from './api';
import { refusalWords } from './words';
import { ApiError } from '@/api/client';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { useToast } from '@/components/toasts';
import { m } from '@/messages/messages';

/** One more address. */
export function AddRecipient({ workspaceId }: { workspaceId: string }) {
  const [email, setEmail] = useState('');
  const say = useToast();
  const add = useAddRecipient(workspaceId);
  const { error } = add;
  const refusal = error instanceof ApiError ? (error.field('email') ?? refusalWords(error)) : error?.message;
  return (
    <form
      className="flex max-w-form items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(email.trim(), {
          onSuccess: (made) => {
            setEmail('');
            say({ text: (made.confirmed_at ? m.team_added : m.team_asked)({ email: made.email }) });
          },
        });
      }}
    >
      <div className="min-w-0 flex-1">
        <TextField
          type="email"
          label={m.team_address()}
          hint={m.team_address_hint()}
          error={refusal}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          required
          autoComplete="off"
        />
      </div>
      <Button type="submit" isBusy={add.isPending} className="mt-6">
        {m.add()}
      </Button>
    </form>
  );
}
