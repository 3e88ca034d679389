import { use } from 'react';

import { BOX } from '@/components/field';
import { m } from '@/messages/messages';
import { RECORDS, type Kind } from './draft';
import { FormContext } from './form-context';
import { KIND_WORDS, KindPicker } from './kind-picker';
import { Line, TextLine } from './line';
import { Section } from './section';
import { guessKind, suggestName, tidyTarget } from './target';
import { TryNow } from './try-now';

const LABELS: Record<Kind, () => string> = {
  http: () => m.form_target_http(),
  tcp: () => m.form_target_tcp(),
  icmp: () => m.form_target_icmp(),
  dns: () => m.form_target_dns(),
  tls: () => m.form_target_tls(),
  heartbeat: () => m.form_field_name(),
};
const EXAMPLES: Record<Kind, string> = {
  http: 'https://example.com/health',
  tcp: 'db.example.com:5432',
  icmp: 'gateway.example.com',
  dns: 'example.com',
  tls: 'example.com:443',
  heartbeat: '',
};

/** What is watched: kind, target, name; and a way to try it. */
export function WhatSection({ workspaceId, isNew }: { workspaceId: string; isNew: boolean }) {
  const { draft } = use(FormContext);
  const { kind } = draft;
  return (
    <Section title={m.form_what()}>
      {isNew ? <KindPicker /> : <p className="text-14 sm:pt-2.5">{KIND_WORDS[kind].name()}</p>}
      {kind !== 'heartbeat' && <TargetLine isNew={isNew} />}
      {kind === 'dns' && <RecordLine />}
      <NameLine />
      {kind !== 'heartbeat' && <TryNow workspaceId={workspaceId} />}
      {kind === 'heartbeat' && isNew && <p className="text-13 text-ink-3">{m.form_heartbeat_first()}</p>}
    </Section>
  );
}

function TargetLine({ isNew }: { isNew: boolean }) {
  const { draft, change, leave } = use(FormContext);
  const settle = () => {
    const kind = (isNew && guessFor(draft.kind, draft.target)) || draft.kind;
    const target = tidyTarget(kind, draft.target);
    if (kind !== draft.kind || target !== draft.target) change({ ...(kind !== draft.kind && { kind }), target });
    if (target) leave('target');
  };
  return (
    <Line field="target" label={LABELS[draft.kind]()}>
      {(wired) => (
        <input
          {...wired}
          type="text"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          placeholder={EXAMPLES[draft.kind]}
          value={draft.target}
          onChange={(event) => change({ target: event.target.value })}
          onBlur={settle}
          className={`${BOX} font-mono`}
        />
      )}
    </Line>
  );
}

/** A pasted web address makes it a web monitor; a port makes a web monitor one of ports. */
function guessFor(kind: Kind, target: string): Kind | null {
  return kind === 'http' ? guessKind(target) : null;
}

function NameLine() {
  const { draft } = use(FormContext);
  const isHeartbeat = draft.kind === 'heartbeat';
  const suggested = suggestName(draft.kind, tidyTarget(draft.kind, draft.target));
  return (
    <TextLine
      field="name"
      part="name"
      label={isHeartbeat ? m.form_name_heartbeat() : m.form_name()}
      placeholder={isHeartbeat ? m.form_name_heartbeat_example() : suggested || m.form_name_from_target()}
      maxLength={200}
      required={isHeartbeat}
    />
  );
}

function RecordLine() {
  const { draft, change } = use(FormContext);
  return (
    <Line field="dns_record" label={m.form_record()}>
      {(wired) => (
        <select
          {...wired}
          value={draft.dnsRecord}
          onChange={(event) => change({ dnsRecord: RECORDS.find((record) => record === event.target.value) ?? 'A' })}
          className={`${BOX} max-w-32`}
        >
          {RECORDS.map((record) => (
            <option key={record}>{record}</option>
          ))}
        </select>
      )}
    </Line>
  );
}
