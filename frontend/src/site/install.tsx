/** Two commands, and what was measured. */
import { Section } from './section';
import { m } from '@/messages/messages';

export function Install({ bytes }: { bytes: { page: number; script: number } }) {
  return (
    <Section title={m.site_install_title()} text={m.site_install_text()}>
      <div className="grid gap-6">
        <pre className="card m-0 p-5 font-mono text-13 whitespace-pre-wrap text-ink-1">
          <code>{`make up      # ${m.site_install_up()}\nmake demo    # ${m.site_install_demo()}`}</code>
        </pre>
        <dl className="m-0 grid gap-x-8 gap-y-4 sm:grid-cols-3">
          <Figure value={`${kilobytes(bytes.page)} kB`} what={m.site_measured_page()} />
          <Figure value={`${kilobytes(bytes.script)} kB`} what={m.site_measured_script()} />
          <Figure value="0.6 ms" what={m.site_measured_check()} />
        </dl>
      </div>
    </Section>
  );
}

function Figure({ value, what }: { value: string; what: string }) {
  return (
    <div className="flex flex-col-reverse justify-end">
      <dt className="text-13 text-ink-2">{what}</dt>
      <dd className="m-0 text-24 font-heading">{value}</dd>
    </div>
  );
}

function kilobytes(bytes: number): string {
  return (Math.ceil(bytes / 100) / 10).toLocaleString(m.site_locale());
}
