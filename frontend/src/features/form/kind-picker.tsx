import { use } from 'react';

import { m } from '@/messages/messages';
import { KINDS, type Kind } from './draft';
import { FormContext } from './form-context';

export const KIND_WORDS: Record<Kind, { name: () => string; line: () => string }> = {
  http: { name: () => m.form_kind_http(), line: () => m.form_kind_http_line() },
  tcp: { name: () => m.form_kind_tcp(), line: () => m.form_kind_tcp_line() },
  icmp: { name: () => m.form_kind_icmp(), line: () => m.form_kind_icmp_line() },
  dns: { name: () => m.form_kind_dns(), line: () => m.form_kind_dns_line() },
  tls: { name: () => m.form_kind_tls(), line: () => m.form_kind_tls_line() },
  heartbeat: { name: () => m.form_kind_heartbeat(), line: () => m.form_kind_heartbeat_line() },
};

/** The six kinds, one line each: radio buttons underneath. */
export function KindPicker() {
  const { draft, change } = use(FormContext);
  return (
    <fieldset>
      <legend className="sr-only">{m.form_field_kind()}</legend>
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-3">
        {KINDS.map((kind) => (
          <label
            key={kind}
            className="grid cursor-pointer content-start gap-0.5 rounded-control border border-line px-3 py-2.5 transition-colors duration-100 hover:border-line-strong has-checked:border-accent has-checked:bg-raised has-checked:shadow-[inset_0_0_0_1px_var(--accent)] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              name="kind"
              value={kind}
              checked={draft.kind === kind}
              onChange={() => change({ kind })}
              className="sr-only"
              aria-describedby={`kind-${kind}`}
              aria-label={KIND_WORDS[kind].name()}
            />
            <span className="text-14 font-label">{KIND_WORDS[kind].name()}</span>
            <span id={`kind-${kind}`} className="text-12 text-ink-3">
              {KIND_WORDS[kind].line()}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
