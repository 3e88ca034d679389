/** A public status page, with the components that the real one has. */
import { COMPONENTS } from './demo';
import { Section } from './section';
import { Glyph } from '@/components/glyph';
import { Pipes } from '@/components/pipes';
import { STATUS } from '@/lib/status';
import { m } from '@/messages/messages';

const SIZES = { width: 5, gap: 3, height: 30, hang: [0, 3, 6, 9], top: 0, today: false } as const;
const TONES = { up: 'text-up-strong', minor: 'text-minor-strong', down: 'text-down-strong' } as const;

export function ShowStatusPage() {
  return (
    <Section title={m.site_status_title()} text={m.site_status_text()}>
      <div className="grid gap-4">
        <div className="flex items-start gap-4 rounded-card bg-down-soft p-5 text-down-strong">
          <span className="pt-1.5">
            <Glyph name="cross" size={18} />
          </span>
          <div>
            <p className="text-21 font-heading">{m.site_status_banner()}</p>
            <p className="text-14 text-ink-1">{m.site_status_since()}</p>
          </div>
        </div>
        <div className="card grid p-0">
          {COMPONENTS.map((component) => (
            <Component key={component.name} {...component} />
          ))}
        </div>
      </div>
    </Section>
  );
}

function Component({ name, state, days, uptime }: (typeof COMPONENTS)[number]) {
  const look = STATUS[state];
  return (
    <div className="grid gap-3 border-line px-5 py-4 not-first:border-t">
      <div className="flex justify-between gap-4 text-14">
        <span className="font-label">{name}</span>
        <span className={`inline-flex items-center gap-1.5 font-label ${TONES[look.tone as keyof typeof TONES]}`}>
          <Glyph name={look.glyph} />
          {look.label()}
        </span>
      </div>
      <Pipes days={days} sizes={SIZES} isFluid />
      <div className="flex justify-between text-12 text-ink-3">
        <span>{m.site_days_ago({ days: 90 })}</span>
        <span>{uptime}</span>
        <span>{m.site_today()}</span>
      </div>
    </div>
  );
}
