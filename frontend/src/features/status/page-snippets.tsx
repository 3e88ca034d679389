import { useState } from 'react';

import { buildLinks, buildSnippets, type BadgeKind } from './snippets';
import type { StatusPageOut } from '@/api/schema/types.gen';
import { CopyButton } from '@/components/copy-button';
import { Select } from '@/components/field';
import { Section } from '@/components/section';
import { Segmented } from '@/components/segmented';
import { m } from '@/messages/messages';

/** Badges to put elsewhere, and what programs read. */
export function PageSnippets({ page }: { page: StatusPageOut }) {
  const shown = page.items.filter((item) => item.is_public);
  const [id, setId] = useState(shown[0]?.monitor_id);
  const [kind, setKind] = useState<BadgeKind>('status');
  const item = shown.find((one) => one.monitor_id === id) ?? shown[0];
  if (!item) return null;
  const { badge, lines } = buildSnippets(page, item, kind);
  return (
    <>
      <Section title={m.status_badge()}>
        <div className="card grid gap-4 p-5">
          <div className="flex flex-wrap items-end gap-4">
            <div className="min-w-48">
              <Select label={m.status_badge_of()} value={item.monitor_id} onChange={(event) => setId(Number(event.target.value))}>
                {shown.map((one) => (
                  <option key={one.monitor_id} value={one.monitor_id}>
                    {one.public_name ?? one.name}
                  </option>
                ))}
              </Select>
            </div>
            <Segmented
              label={m.status_badge_kind()}
              value={kind}
              onChange={setKind}
              options={[
                { value: 'status', label: m.status_badge_status() },
                { value: 'uptime', label: m.status_badge_uptime() },
                { value: 'latency', label: m.status_badge_latency() },
              ]}
            />
            <img src={badge} alt={m.status_badge_preview()} height={20} className="mb-2.5 h-5" />
          </div>
          {lines.map((line) => (
            <Line key={line.name} {...line} />
          ))}
        </div>
      </Section>
      <Section title={m.status_programs()}>
        <div className="card grid gap-1 p-5">
          {buildLinks(page.url).map((line) => (
            <Line key={line.name} {...line} />
          ))}
        </div>
      </Section>
    </>
  );
}

function Line({ name, text }: { name: string; text: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 max-sm:[&>:first-child]:col-span-2 sm:grid-cols-[110px_minmax(0,1fr)_auto]">
      <span className="text-13 text-ink-3">{name}</span>
      <code className="min-w-0 font-mono text-12 break-all text-ink-2">{text}</code>
      <CopyButton text={text} label={m.status_copy({ name })} />
    </div>
  );
}
