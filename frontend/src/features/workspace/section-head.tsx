import type { WorkspaceSearch } from './search';
import type { Section } from './view';
import { kindWord, type Kind } from '@/components/monitor-words';
import { m } from '@/messages/messages';

/** The heading of a group, with how many it shows and how many of them are down. */
export function SectionHead({ section, shown, grouping }: { section: Section; shown: ReadonlySet<number>; grouping: WorkspaceSearch['group'] }) {
  const those = section.monitors.filter(({ id }) => shown.has(id));
  const down = those.filter(({ state }) => state === 'down').length;
  if (!those.length) return null;
  return (
    <li className="monitor-section flex items-baseline gap-2 border-t border-line px-3.5 pt-4 pb-2 text-13">
      <h3 className="font-label">{nameOf(section, grouping)}</h3>
      <span className="text-ink-3">{m.workspace_section_count({ count: those.length })}</span>
      {down > 0 && <span className="text-down-strong">{m.workspace_count_down({ count: down })}</span>}
    </li>
  );
}

function nameOf({ name }: Section, grouping: WorkspaceSearch['group']): string {
  if (name === null) return grouping === 'tag' ? m.workspace_section_untagged() : m.workspace_section_none();
  return grouping === 'kind' && isKind(name) ? kindWord(name) : name;
}

function isKind(name: string): name is Kind {
  return ['http', 'tcp', 'icmp', 'dns', 'tls', 'heartbeat'].includes(name);
}
