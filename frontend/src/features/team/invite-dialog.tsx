import { useState } from 'react';

import { readAddresses } from './addresses';
import { useInvite } from './api';
import { refusalWords, ROLE_MEANINGS, ROLE_WORDS } from './words';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Select, TextArea } from '@/components/field';
import { StateWord } from '@/components/state-word';
import { m } from '@/messages/messages';

type InviteRole = 'admin' | 'observer';
interface Result {
  email: string;
  problem: string | null;
}

/** Many addresses at once, a role, and what became of each. */
export function InviteDialog({ workspaceId, isOpen, onClose }: { workspaceId: string; isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title={m.team_invite()} isOpen={isOpen} onClose={onClose}>
      <InviteForm workspaceId={workspaceId} onClose={onClose} />
    </Dialog>
  );
}

function InviteForm({ workspaceId, onClose }: { workspaceId: string; onClose: () => void }) {
  const [text, setText] = useState('');
  const [role, setRole] = useState<InviteRole>('admin');
  const [error, setError] = useState<string>();
  const [results, setResults] = useState<readonly Result[]>([]);
  const [isBusy, setBusy] = useState(false);
  const { mutateAsync } = useInvite(workspaceId);

  const send = async () => {
    const { addresses, others } = readAddresses(text);
    setError(others.length ? m.team_no_address({ text: others.join(', ') }) : addresses.length ? undefined : m.team_no_addresses());
    if (others.length || !addresses.length) return;
    setBusy(true);
    const done: Result[] = [];
    for (const email of addresses) {
      const problem = await mutateAsync({ email, role }).then(() => null, refusalWords);
      done.push({ email, problem });
      setResults([...done]);
    }
    setText(done.filter((one) => one.problem).map((one) => one.email).join('\n'));
    setBusy(false);
  };

  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextArea
        label={m.team_addresses()}
        hint={m.team_addresses_hint()}
        error={error}
        value={text}
        onChange={(event) => setText(event.target.value)}
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Select
        label={m.team_role()}
        hint={ROLE_MEANINGS[role]()}
        value={role}
        onChange={(event) => setRole(event.target.value === 'admin' ? 'admin' : 'observer')}
      >
        <option value="admin">{ROLE_WORDS.admin()}</option>
        <option value="observer">{ROLE_WORDS.observer()}</option>
      </Select>
      <ul aria-live="polite" className="grid gap-1.5 empty:hidden">
        {results.map(({ email, problem }) => (
          <li key={email} className="flex flex-wrap gap-x-3 text-13">
            <StateWord state={problem ? 'down' : 'up'} label={email} />
            <span className="text-ink-2">{problem ?? m.team_sent()}</span>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{m.close()}</Button>
        <Button type="submit" look="primary" isBusy={isBusy}>
          {m.team_send()}
        </Button>
      </div>
    </form>
  );
}
