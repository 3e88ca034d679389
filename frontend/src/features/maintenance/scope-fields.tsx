import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { tagsOf, type Scope, type ScopeKind } from './scope';
import { workspaceMonitorsQuery } from '@/api/monitors';
import { TextField } from '@/components/field';
import { Segmented } from '@/components/segmented';
import { m } from '@/messages/messages';

interface Props {
  workspaceId: string;
  kind: ScopeKind;
  scope: Scope;
  error?: string | undefined;
  onKind: (kind: ScopeKind) => void;
  onScope: (scope: Scope) => void;
}

const FEW = 8;

/** Which monitors: all, those with a tag, or single ones. */
export function ScopeFields({ workspaceId, kind, scope, error, onKind, onScope }: Props) {
  const { data: monitors = [] } = useQuery(workspaceMonitorsQuery(workspaceId));
  const [typed, setTyped] = useState('');
  const all = kind === 'tags' ? tagsOf(monitors).map((tag) => ({ key: tag, label: tag })) : monitors.map(({ id, name }) => ({ key: String(id), label: name }));
  const found = all.filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()));
  const chosen = kind === 'tags' ? scope.tags : scope.monitor_ids.map(String);
  const toggle = (key: string) => {
    const next = chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key];
    onScope(kind === 'tags' ? { ...scope, tags: next } : { ...scope, monitor_ids: next.map(Number) });
  };
  return (
    <div className="grid gap-2">
      <span className="text-13 font-label" aria-hidden>{m.maintenance_which()}</span>
      <div>
        <Segmented
          label={m.maintenance_which()}
          value={kind}
          options={[
            { value: 'all', label: m.maintenance_which_all() },
            { value: 'tags', label: m.maintenance_which_tags() },
            { value: 'monitors', label: m.maintenance_which_monitors() },
          ]}
          onChange={onKind}
        />
      </div>
      {kind !== 'all' && (
        <>
          {all.length > FEW && (
            <TextField label={m.maintenance_find()} isLabelHidden placeholder={m.maintenance_find()} value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
          <ul className="grid max-h-44 gap-px overflow-y-auto rounded-control border border-line p-1">
            {found.map(({ key, label }) => (
              <li key={key}>
                <label className="flex min-h-8 items-center gap-3 rounded-chip px-2 text-14 hover:bg-sunken pointer-coarse:min-h-11">
                  <input type="checkbox" className="size-4 shrink-0" checked={chosen.includes(key)} onChange={() => toggle(key)} />
                  <span className="min-w-0 truncate">{label}</span>
                </label>
              </li>
            ))}
            {!found.length && <li className="px-2 py-1.5 text-13 text-ink-3">{kind === 'tags' && !all.length ? m.maintenance_no_tags() : m.maintenance_none_found()}</li>}
          </ul>
        </>
      )}
      {error && <p role="alert" className="text-13 text-down-strong">{error}</p>}
    </div>
  );
}
