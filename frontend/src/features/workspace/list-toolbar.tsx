import { ListFilter, Search } from 'lucide-react';
import { useState, type RefObject } from 'react';

import { PickOne } from './pick-one';
import { readWorkspaceSearch, type WorkspaceSearch } from './search';
import { tagsOf, type Counts } from './view';
import type { MonitorOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { kindWord } from '@/components/monitor-words';
import { count } from '@/lib/format';
import { BY_TROUBLE, STATUS } from '@/lib/status';
import { m } from '@/messages/messages';

interface Props {
  monitors: readonly MonitorOut[];
  counts: Counts;
  search: WorkspaceSearch;
  text: string;
  onText: (text: string) => void;
  onSearch: (change: WorkspaceSearch) => void;
  field: RefObject<HTMLInputElement | null>;
}

/** Search, filters, order, groups and density. All of it is in the address. */
export function ListToolbar({ monitors, counts, search, text, onText, onSearch, field }: Props) {
  const [isMore, setMore] = useState(false);
  const tags = tagsOf(monitors);
  const kinds = [...new Set(monitors.map(({ kind }) => kind))];
  const states = BY_TROUBLE.filter((state) => counts[state] > 0 || state === search.state);
  const set = (name: keyof WorkspaceSearch) => (value: string | undefined) => onSearch({ [name]: undefined, ...readWorkspaceSearch({ [name]: value }) });
  return (
    <search className="mb-3 flex flex-wrap gap-2">
      <label className="relative min-w-48 grow md:max-w-72">
        <span className="sr-only">{m.workspace_search()}</span>
        <Search size={16} aria-hidden className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-3" />
        <input
          ref={field}
          type="search"
          className="control w-full border border-line-strong bg-raised pr-8 pl-9 text-14 placeholder:text-ink-3 pointer-coarse:text-16"
          placeholder={m.workspace_search_hint()}
          aria-keyshortcuts="/"
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && (text ? onText('') : event.currentTarget.blur())}
        />
        {!text && (
          <kbd aria-hidden className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 font-mono text-12 text-ink-3 pointer-coarse:hidden">
            /
          </kbd>
        )}
      </label>
      <Button className="px-3 lg:hidden" aria-expanded={isMore} onClick={() => setMore(!isMore)}>
        <ListFilter size={16} aria-hidden />
        {m.workspace_filters()}
      </Button>
      <div className={`flex-wrap gap-2 max-lg:w-full lg:flex lg:grow ${isMore ? 'flex' : 'hidden'}`}>
        <PickOne
          label={m.workspace_filter_state()}
          none={m.workspace_any_state()}
          value={search.state}
          options={states.map((state) => [state, `${STATUS[state].label()} (${count(counts[state])})`])}
          onChange={set('state')}
        />
        {kinds.length > 1 && (
          <PickOne
            label={m.workspace_filter_kind()}
            none={m.workspace_any_kind()}
            value={search.kind}
            options={kinds.map((kind) => [kind, kindWord(kind)])}
            onChange={set('kind')}
          />
        )}
        {tags.length > 0 && (
          <PickOne label={m.workspace_filter_tag()} none={m.workspace_any_tag()} value={search.tag} options={tags.map((tag) => [tag, tag])} onChange={set('tag')} />
        )}
        <span className="max-lg:hidden lg:grow" />
        <PickOne
          label={m.workspace_sort()}
          none={m.workspace_sort_trouble()}
          value={search.sort}
          options={[
            ['name', m.workspace_sort_name()],
            ['uptime', m.workspace_sort_uptime()],
            ['latency', m.workspace_sort_latency()],
          ]}
          onChange={set('sort')}
        />
        <PickOne
          label={m.workspace_group()}
          none={m.workspace_group_none()}
          value={search.group}
          options={[
            ['group', m.workspace_group_group()],
            ['tag', m.workspace_group_tag()],
            ['kind', m.workspace_group_kind()],
          ]}
          onChange={set('group')}
        />
        <PickOne
          label={m.workspace_density()}
          none={m.workspace_density_comfortable()}
          value={search.density === 'compact' ? 'compact' : undefined}
          options={[['compact', m.workspace_density_compact()]]}
          onChange={(density) => onSearch({ density: density ? 'compact' : 'comfortable' })}
        />
      </div>
    </search>
  );
}
