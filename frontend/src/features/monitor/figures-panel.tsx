import { ChevronDown } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';

import type { MonitorOut } from '@/api/schema/types.gen';
import { Section } from '@/components/section';
import { m } from '@/messages/messages';
import { HeatMap } from './heat-map';
import { PercentilesTable } from './percentiles-table';
import { ReliabilityFacts } from './reliability-facts';
import { WhatChanged } from './what-changed';

/** More numbers of a monitor, each asked for when it is opened. */
export function FiguresPanel({ monitor }: { monitor: MonitorOut }) {
  const isHeartbeat = monitor.kind === 'heartbeat';
  return (
    <Section title={m.monitor_figures()}>
      <div className="card divide-y divide-line overflow-hidden">
        {!isHeartbeat && (
          <>
            <Part title={m.monitor_percentiles()}>
              <PercentilesTable monitorId={monitor.id} />
            </Part>
            <Part title={m.monitor_heatmap()}>
              <HeatMap monitorId={monitor.id} />
            </Part>
            <Part title={m.monitor_changes()}>
              <WhatChanged monitorId={monitor.id} />
            </Part>
          </>
        )}
        <Part title={m.monitor_reliability()}>
          <ReliabilityFacts monitorId={monitor.id} />
        </Part>
      </div>
    </Section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div>
      <h3>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
          className="flex min-h-11 w-full items-center justify-between gap-4 px-4 text-left text-14 -outline-offset-2 hover:bg-raised sm:px-5"
        >
          {title}
          <ChevronDown size={16} aria-hidden className={`text-ink-3 transition-transform duration-100 ${isOpen ? 'rotate-180' : ''}`} />
        </button>
      </h3>
      <div id={id}>{isOpen && <div className="px-4 pt-1 pb-4 sm:px-5">{children}</div>}</div>
    </div>
  );
}
