import { useQuery } from '@tanstack/react-query';
import { use } from 'react';

import { workspaceMonitorsQuery } from '@/api/monitors';
import type { MonitorOut } from '@/api/schema/types.gen';
import { BOX, Checkbox } from '@/components/field';
import { m } from '@/messages/messages';
import { ChipsLine } from './chips-line';
import { FormContext } from './form-context';
import { Line, TextLine } from './line';
import { Section } from './section';
import { suggestName, tidyTarget } from './target';

/** How it is shown: on the public page, in which group, with which tags. */
export function ShowSection({ workspaceId }: { workspaceId: string }) {
  const { draft, change } = use(FormContext);
  const { data: monitors = [] } = useQuery(workspaceMonitorsQuery(workspaceId));
  const name = draft.name.trim() || suggestName(draft.kind, tidyTarget(draft.kind, draft.target));
  return (
    <Section title={m.form_show()}>
      <div className="sm:pt-2.5">
        <Checkbox
          label={m.form_public()}
          hint={m.form_public_hint()}
          checked={draft.isPublic}
          onChange={(event) => change({ isPublic: event.target.checked })}
        />
      </div>
      {draft.isPublic && <TextLine field="public_name" part="publicName" label={m.form_public_name()} placeholder={name || m.form_name_from_target()} maxLength={200} />}
      <GroupLine known={used(monitors, (monitor) => (monitor.group ? [monitor.group] : []))} />
      <ChipsLine
        field="tags"
        label={m.form_tags()}
        values={draft.tags}
        known={used(monitors, (monitor) => monitor.tags)}
        placeholder={m.form_tags_example()}
        onChange={(tags) => change({ tags })}
      />
    </Section>
  );
}

function GroupLine({ known }: { known: readonly string[] }) {
  const { draft, change } = use(FormContext);
  return (
    <Line field="group" label={m.form_group()}>
      {(wired) => (
        <>
          <input
            {...wired}
            list="known-groups"
            autoComplete="off"
            maxLength={100}
            placeholder={m.form_none()}
            value={draft.group}
            onChange={(event) => change({ group: event.target.value })}
            className={BOX}
          />
          <datalist id="known-groups">
            {known.map((group) => (
              <option key={group}>{group}</option>
            ))}
          </datalist>
        </>
      )}
    </Line>
  );
}

function used(monitors: readonly MonitorOut[], read: (monitor: MonitorOut) => readonly string[]): string[] {
  return [...new Set(monitors.flatMap(read))].toSorted((one, other) => one.localeCompare(other));
}
