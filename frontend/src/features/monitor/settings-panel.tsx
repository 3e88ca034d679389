import { Link } from '@tanstack/react-router';

import type { MonitorOut } from '@/api/schema/types.gen';
import { settingsInWords } from '@/components/monitor-words';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';
import { Panel } from './panel';

/** What is set, in sentences. */
export function SettingsPanel({ monitor, isEditor }: { monitor: MonitorOut; isEditor: boolean }) {
  const params = { workspaceId: monitor.workspace_id, monitorId: String(monitor.id) };
  const sentences = [...settingsInWords(monitor), shownWhere(monitor), m.monitor_made({ date: longDate(monitor.created_at) })];
  return (
    <Panel
      title={m.monitor_settings()}
      action={
        isEditor && (
          <Link to="/w/$workspaceId/monitors/$monitorId/edit" params={params} className="link text-13">
            {m.edit()}
          </Link>
        )
      }
    >
      <ul className="grid gap-2 text-ink-2">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {(monitor.tags.length > 0 || monitor.group) && (
        <ul className="flex flex-wrap gap-1.5" aria-label={m.monitor_tags()}>
          {[...(monitor.group ? [monitor.group] : []), ...monitor.tags].map((tag) => (
            <li key={tag} className="rounded-chip bg-sunken px-2 py-1 text-12">
              {tag}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function shownWhere({ is_public: isPublic, public_name: publicName, name }: MonitorOut): string {
  if (!isPublic) return m.monitor_not_shown();
  return publicName && publicName !== name ? m.monitor_shown_as({ name: publicName }) : m.monitor_shown();
}
