import './monitor-list.css';

import { lazy, Suspense, type ReactNode } from 'react';

import { Legend } from './legend';
import { ListHead } from './list-head';
import { MonitorRow } from './monitor-row';
import { SectionHead } from './section-head';
import type { WorkspaceSearch } from './search';
import { useGrowing } from './use-growing';
import type { Section } from './view';
import type { LineOut, MonitorOut } from '@/api/schema/types.gen';
import { m } from '@/messages/messages';

/** Up to here the browser leaves out what is not on the screen (content-visibility); beyond, rows are made when needed. */
const MOST_IN_PAGE = 1_000;
/** From here on it pays to leave rows out. */
const LONG = 60;
const VirtualRows = lazy(async () => ({ default: (await import('./virtual-rows')).VirtualRows }));

export interface Picked {
  ids: ReadonlySet<number>;
  onAll: () => void;
  isAll: boolean;
}

interface Props {
  sections: Section[];
  /** Those that are not filtered out. */
  shown: ReadonlySet<number>;
  grouping: WorkspaceSearch['group'];
  days: { first: string; of: ReadonlyMap<number, LineOut> };
  openId: number | undefined;
  /** Undefined: rows cannot be chosen. */
  picked: Picked | undefined;
  density: NonNullable<WorkspaceSearch['density']>;
  renderPanel: (monitor: MonitorOut) => ReactNode;
}

export type Entry = { key: string; section: Section } | { key: string; monitor: MonitorOut };

/** The monitors: a head, sections of rows, and what the pipes mean. */
export function MonitorList({ sections, shown, grouping, days, openId, picked, density, renderPanel }: Props) {
  const all = entriesOf(sections);
  const isLong = all.length > MOST_IN_PAGE;
  const entries = isLong ? all.filter((entry) => 'section' in entry || shown.has(entry.monitor.id)) : all;
  const count = useGrowing(entries.length, MOST_IN_PAGE);
  const show = (entry: Entry) =>
    'section' in entry ? (
      <SectionHead key={entry.key} section={entry.section} shown={shown} grouping={grouping} />
    ) : (
      <MonitorRow
        key={entry.key}
        monitor={entry.monitor}
        line={days.of.get(entry.monitor.id)}
        firstDay={days.first}
        isOpen={entry.monitor.id === openId}
        isPicked={picked?.ids.has(entry.monitor.id)}
        isHidden={!shown.has(entry.monitor.id)}
      >
        {entry.monitor.id === openId && renderPanel(entry.monitor)}
      </MonitorRow>
    );
  const isPicking = picked && picked.ids.size > 0;
  return (
    <>
      <h2 className="sr-only">{m.workspace_monitors()}</h2>
      <div
        className={`monitors sm:card ${picked ? 'can-pick' : ''} ${isPicking ? 'is-picking' : ''}`}
        data-density={density}
        data-long={all.length > LONG || undefined}
      >
        <ListHead firstDay={days.first} picked={picked} />
        {isLong ? (
          <Suspense>
            <VirtualRows entries={entries} show={show} />
          </Suspense>
        ) : (
          <ul className="monitor-list">{entries.slice(0, count).map(show)}</ul>
        )}
      </div>
      <Legend />
    </>
  );
}

/** Heads and rows in one line, as they stand below each other. */
function entriesOf(sections: readonly Section[]): Entry[] {
  return sections.flatMap((section) => {
    const rows = section.monitors.map((monitor): Entry => ({ key: `${section.name} ${monitor.id}`, monitor }));
    return sections.length === 1 && section.name === null ? rows : [{ key: `section ${section.name}`, section }, ...rows];
  });
}
