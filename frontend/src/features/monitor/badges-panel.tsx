import { useState } from 'react';

import type { MonitorOut } from '@/api/schema/types.gen';
import { CopyButton } from '@/components/copy-button';
import { Segmented } from '@/components/segmented';
import { m } from '@/messages/messages';
import { badgeCode, BADGE_FORMS, BADGE_KINDS, type BadgeForm, type BadgeKind } from './badge-code';
import { Panel } from './panel';

const KIND_WORDS: Record<BadgeKind, () => string> = {
  status: () => m.monitor_badge_status(),
  uptime: () => m.monitor_uptime(),
  latency: () => m.monitor_latency(),
};
const FORM_WORDS: Record<BadgeForm, string> = { markdown: 'Markdown', html: 'HTML', shields: 'shields.io' };

/** Small pictures to put into a README: the state, the uptime, the latency. */
export function BadgesPanel({ monitor }: { monitor: MonitorOut }) {
  const [kind, setKind] = useState<BadgeKind>('status');
  const [form, setForm] = useState<BadgeForm>('markdown');
  const code = badgeCode(form, kind, monitor.id, monitor.public_name ?? monitor.name, location.origin);
  return (
    <Panel title={m.monitor_badges()}>
      <Segmented label={m.monitor_badge_kind()} value={kind} options={BADGE_KINDS.map((value) => ({ value, label: KIND_WORDS[value]() }))} onChange={setKind} />
      <img src={`/badge/${monitor.id}/${kind}.svg`} alt={m.monitor_badge_preview()} height={20} className="h-5" />
      <Segmented label={m.monitor_badge_form()} value={form} options={BADGE_FORMS.map((value) => ({ value, label: FORM_WORDS[value] }))} onChange={setForm} />
      <div className="flex items-start gap-2 rounded-control bg-sunken/60 py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 py-2 font-mono text-12 break-all">{code}</code>
        <CopyButton text={code} label={m.monitor_badge_copy()} />
      </div>
    </Panel>
  );
}
