import { use } from 'react';

import { m } from '@/messages/messages';
import { isFor } from './body';
import { ChipsLine } from './chips-line';
import { DEFAULT_CERTIFICATE_DAYS, DEFAULT_STATUS, type Draft } from './draft';
import { FormContext } from './form-context';
import { NumberLine, TextLine } from './line';
import { More } from './more';
import { PairsEditor } from './pairs-editor';
import { RulesEditor } from './rules-editor';
import { Section } from './section';

/** What counts as a good answer. */
export function HealthySection() {
  const { draft, change } = use(FormContext);
  const { kind } = draft;
  return (
    <Section title={m.form_healthy()}>
      {isFor(kind, 'status') && (
        <TextLine field="expect.status" part="status" label={m.form_status()} placeholder={DEFAULT_STATUS} hint={m.form_status_hint()} />
      )}
      {isFor(kind, 'body_contains') && (
        <TextLine field="expect.body_contains" part="bodyContains" label={m.form_contains()} placeholder={m.form_any_text()} maxLength={1000} />
      )}
      {isFor(kind, 'answers') && (
        <ChipsLine
          field="expect.answers"
          label={m.form_answers()}
          hint={m.form_answers_hint()}
          values={draft.answers}
          placeholder={m.form_any_answer()}
          onChange={(answers) => change({ answers })}
        />
      )}
      <NumberLine field="expect.max_latency_ms" part="maxLatencyMs" label={m.form_max_latency()} after="ms" />
      <NumberLine field="expect.degraded_latency_ms" part="degradedLatencyMs" label={m.form_degraded_latency()} after="ms" />
      {isFor(kind, 'certificate_days') && (
        <NumberLine
          field="expect.certificate_days"
          part="certificateDays"
          label={m.form_certificate()}
          after={m.form_certificate_days()}
          usual={DEFAULT_CERTIFICATE_DAYS}
        />
      )}
      {kind === 'http' && <MoreConditions />}
    </Section>
  );
}

function MoreConditions() {
  const { draft, change } = use(FormContext);
  return (
    <More title={m.form_conditions()} fields={['expect.body_not_contains', 'expect.json', 'expect.header']} isUsed={hasConditions(draft)}>
      <TextLine field="expect.body_not_contains" part="bodyNotContains" label={m.form_lacks()} placeholder={m.form_lacks_example()} maxLength={1000} />
      <RulesEditor />
      <PairsEditor
        field="expect.header"
        title={m.form_expect_header()}
        add={m.form_expect_header_add()}
        pairs={draft.expectHeaders}
        onChange={(expectHeaders) => change({ expectHeaders })}
        namePlaceholder="Content-Type"
        valuePlaceholder="application/json"
      />
    </More>
  );
}

function hasConditions({ bodyNotContains, rules, expectHeaders }: Draft): boolean {
  return Boolean(bodyNotContains || rules.length || expectHeaders.length);
}
