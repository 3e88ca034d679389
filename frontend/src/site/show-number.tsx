/** A percentage that opens to what it was made of. */
import { Section } from './section';
import { m } from '@/messages/messages';

/** Thirty days without four hours of maintenance and 520 s that nobody could measure. */
const MEASURED_S = 2_577_080;
const DOWN_S = 7_476;

export function ShowNumber() {
  return (
    <Section title={m.site_number_title()} text={m.site_number_text()}>
      <figure className="card m-0 grid gap-5 p-6">
        <figcaption className="flex flex-wrap items-baseline justify-between gap-3">
          <span className="text-14 text-ink-2">{m.site_number_of()}</span>
          <strong className="text-32 font-heading">{m.site_number_value()}</strong>
        </figcaption>
        <p className="font-mono text-13 text-ink-1">
          ({count(MEASURED_S)} s − {count(DOWN_S)} s) ÷ {count(MEASURED_S)} s
        </p>
        <dl className="m-0 grid grid-cols-[1fr_auto] gap-x-6 gap-y-2.5 border-t border-line pt-5 text-14">
          <Fact term={m.site_number_first()} value="1 h 52 min" />
          <Fact term={m.site_number_second()} value="9 min 6 s" />
          <Fact term={m.site_number_third()} value="3 min 30 s" />
          <Fact term={m.site_number_maintenance()} value={m.site_number_left_out()} />
          <Fact term={m.site_number_unknown()} value={m.site_number_left_out()} />
        </dl>
      </figure>
    </Section>
  );
}

function count(value: number): string {
  return value.toLocaleString(m.site_locale());
}

function Fact({ term, value }: { term: string; value: string }) {
  return (
    <>
      <dt className="text-ink-2">{term}</dt>
      <dd className="m-0 text-right">{value}</dd>
    </>
  );
}
