import { use } from 'react';

import { BOX, Checkbox } from '@/components/field';
import { m } from '@/messages/messages';
import { isFor } from './body';
import { METHODS, type Draft } from './draft';
import { FormContext } from './form-context';
import { Line, TextLine } from './line';
import { More } from './more';
import { PairsEditor } from './pairs-editor';
import { Section } from './section';

/** How the request is made: what few need to change. */
export function AdvancedSection() {
  const { draft, change } = use(FormContext);
  const { kind } = draft;
  if (kind !== 'http' && kind !== 'tls' && kind !== 'dns') return null;
  return (
    <Section title={m.form_advanced()}>
      <More title={m.form_advanced_request()} fields={['headers', 'body', 'dns_resolver', 'method']} isUsed={isUsed(draft)}>
        {kind === 'http' && <MethodLine />}
        {kind === 'http' && (
          <PairsEditor
            field="headers"
            title={m.form_headers()}
            add={m.form_headers_add()}
            pairs={draft.headers}
            onChange={(headers) => change({ headers })}
            namePlaceholder="Authorization"
            valuePlaceholder="Bearer …"
          />
        )}
        {kind === 'http' && (draft.body !== '' || (draft.method !== 'GET' && draft.method !== 'HEAD')) && <BodyLine />}
        {isFor(kind, 'follow_redirects') && (
          <Checkbox label={m.form_redirects()} checked={draft.followRedirects} onChange={(event) => change({ followRedirects: event.target.checked })} />
        )}
        {isFor(kind, 'verify_tls') && (
          <Checkbox
            label={m.form_verify()}
            hint={m.form_verify_hint()}
            checked={draft.verifyTls}
            onChange={(event) => change({ verifyTls: event.target.checked })}
          />
        )}
        {kind === 'dns' && <TextLine field="dns_resolver" part="dnsResolver" label={m.form_resolver()} placeholder={m.form_resolver_usual()} />}
      </More>
    </Section>
  );
}

function isUsed(draft: Draft): boolean {
  const { method, headers, body, followRedirects, verifyTls, dnsResolver } = draft;
  return method !== 'GET' || Boolean(headers.length || body || dnsResolver) || !followRedirects || !verifyTls;
}

function MethodLine() {
  const { draft, change } = use(FormContext);
  return (
    <Line field="method" label={m.form_method()}>
      {(wired) => (
        <select
          {...wired}
          value={draft.method}
          onChange={(event) => change({ method: METHODS.find((method) => method === event.target.value) ?? 'GET' })}
          className={`${BOX} max-w-40`}
        >
          {METHODS.map((method) => (
            <option key={method}>{method}</option>
          ))}
        </select>
      )}
    </Line>
  );
}

function BodyLine() {
  const { draft, change } = use(FormContext);
  return (
    <Line field="body" label={m.form_body()}>
      {(wired) => (
        <textarea
          {...wired}
          rows={3}
          spellCheck={false}
          maxLength={65_536}
          value={draft.body}
          onChange={(event) => change({ body: event.target.value })}
          className={`${BOX} field-sizing-content max-h-80 py-2 font-mono`}
        />
      )}
    </Line>
  );
}
