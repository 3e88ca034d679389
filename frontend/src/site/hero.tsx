/** The first view: what it does, a box to try it, and ninety days that hang. */
import type { ReactNode } from 'react';

import { CHECKOUT, MINUTES_DOWN, WORST } from './demo';
import { Pipes } from '@/components/pipes';
import { m } from '@/messages/messages';

const SIZES = { width: 7, gap: 3, height: 110, hang: [0, 7, 13, 20], top: 0, today: false } as const;
const PERCENT = 100 / CHECKOUT.length;

export function Hero({ children }: { children: ReactNode }) {
  return (
    <>
      <section className="grid items-end gap-x-16 gap-y-8 pt-10 pb-16 md:grid-cols-[1fr_minmax(0,30rem)] md:pt-20">
        <h1 className="hero-title font-heading">{m.site_title()}</h1>
        <div className="grid gap-6">
          <p className="text-18 text-ink-2">{m.site_promise()}</p>
          {children}
        </div>
      </section>
      <figure className="m-0">
        <figcaption className="flex justify-between gap-4 pb-2 font-mono text-12 text-ink-3">
          <span data-first>{m.site_days_ago({ days: 90 })}</span>
          <span className="max-sm:hidden">{m.site_example()}</span>
          <span>{m.site_today()}</span>
        </figcaption>
        <div
          className="strip"
          role="slider"
          tabIndex={0}
          aria-roledescription={m.site_timeline()}
          aria-label={m.site_example()}
          aria-valuemin={0}
          aria-valuemax={CHECKOUT.length - 1}
          aria-valuenow={WORST}
          aria-valuetext={`${m.site_worst_day()}. ${m.site_worst_why()}`}
          data-strip={CHECKOUT}
          data-minutes={JSON.stringify(MINUTES_DOWN)}
        >
          <Pipes days={CHECKOUT} sizes={SIZES} isFluid />
          <span className="strip-mark" />
        </div>
        <Note />
      </figure>
    </>
  );
}

/** What happened on the day that is looked at; it stands below its bar. */
function Note() {
  return (
    <svg className="h-16 w-full overflow-visible max-sm:hidden" aria-hidden>
      <line data-lead x1={`${(WORST + 0.35) * PERCENT}%`} x2={`${(WORST + 0.35) * PERCENT}%`} y1="8" y2="52" stroke="currentColor" />
      <text data-note x={`${(WORST + 0.35) * PERCENT + 0.9}%`} y="26" fill="currentColor" className="text-14">
        <tspan className="font-heading" data-note-what>
          {m.site_worst_day()}
        </tspan>
        <tspan x={`${(WORST + 0.35) * PERCENT + 0.9}%`} dy="20" className="fill-ink-2" data-note-why data-worst={m.site_worst_why()} data-clean={m.site_note_clean()} data-maintenance={m.site_note_maintenance()} data-bad={m.site_note_bad()}>
          {m.site_worst_why()}
        </tspan>
      </text>
    </svg>
  );
}
