import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { keysQuery } from './api';
import { KeyRow } from './key-row';
import { NewKeyDialog } from './new-key-dialog';
import { SectionHeader } from './section-header';
import { workspacesQuery } from '@/api/workspaces';
import { Button } from '@/components/button';
import { Empty, Problem } from '@/components/notices';
import { m } from '@/messages/messages';

/** Keys for programs. */
export function KeysSection() {
  const { data, error, refetch } = useQuery(keysQuery);
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const [isMaking, setMaking] = useState(false);
  const keys = data?.items;
  const lead = keys?.length ? m.settings_keys_lead_some({ count: keys.length }) : m.settings_keys_lead_none();
  const make = workspaces.length > 0 && (
    <Button look="primary" onClick={() => setMaking(true)}>
      {m.settings_key_new()}
    </Button>
  );
  return (
    <>
      <SectionHeader section="api-keys" lead={keys ? lead : <span className="skeleton inline-block h-4 w-60" />}>
        {keys && keys.length > 0 && make}
      </SectionHeader>
      {error && !keys && <Problem error={error} onRetry={() => void refetch()} />}
      {!keys && !error && <div className="card h-40" aria-busy aria-label={m.loading()} />}
      {keys && !keys.length && (
        <Empty title={m.settings_keys_empty_title()} action={make}>
          <p>{workspaces.length ? m.settings_keys_empty_text() : m.settings_keys_no_workspace()}</p>
        </Empty>
      )}
      {keys && keys.length > 0 && (
        <ul className="card divide-y divide-line">
          {keys.map((key) => (
            <KeyRow key={key.id} item={key} workspace={workspaces.find((each) => each.id === key.workspace_id)?.name} />
          ))}
        </ul>
      )}
      <p className="mt-4 text-13">
        <a href="/docs" className="link">
          {m.settings_keys_docs()}
        </a>
      </p>
      {isMaking && <NewKeyDialog workspaces={workspaces} onClose={() => setMaking(false)} />}
    </>
  );
}
