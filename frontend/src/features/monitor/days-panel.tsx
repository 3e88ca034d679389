import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import { monitorDaysQuery } from '@/api/monitors';
import type { MonitorOut } from '@/api/schema/types.gen';
import { Problem } from '@/components/notices';
import { PipeStrip } from '@/components/pipe-strip';
import { Section } from '@/components/section';
import { shortDate, uptime } from '@/lib/format';
import { m } from '@/messages/messages';
import { DayDetail } from './day-detail';
import { stripOf } from './view';

const FROM = '/app/w/$workspaceId/monitors/$monitorId';

/** Ninety days as pipes; `?day=` opens one of them below. */
export function DaysPanel({ monitor }: { monitor: MonitorOut }) {
  const { day } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/w/$workspaceId/monitors/$monitorId' });
  const { data, error, refetch } = useQuery(monitorDaysQuery(monitor.id));
  const go = (next: string | undefined) => void navigate({ search: (now) => ({ ...now, day: next }), resetScroll: false, replace: true });
  const strip = data && stripOf(monitor.id, data.days);
  const last = data?.days.at(-1)?.day;
  return (
    <Section
      title={m.monitor_days()}
      action={
        <p className="text-13 text-ink-2">
          <span className="text-16 font-heading text-ink-1">{uptime(monitor.uptime_90d)}</span> {m.monitor_days_uptime()}
        </p>
      }
    >
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : (
        <div className="card px-4 py-4 sm:px-5">
          <div className="min-h-[37px]">
            {strip && (
              <PipeStrip
                {...strip}
                name={monitor.name}
                isFluid
                dayLink={linkToDay}
              />
            )}
          </div>
          <div className="mt-2 flex justify-between text-12 text-ink-3">
            <span>{strip && shortDate(`${strip.firstDay}T12:00:00Z`)}</span>
            <span>{m.monitor_days_today()}</span>
          </div>
          {day && data && <Opened key={day} day={day} monitor={monitor} last={last ?? day} first={data.days[0]?.day ?? day} onDay={go} />}
        </div>
      )}
    </Section>
  );
}

function linkToDay(day: string) {
  return (
    <Link to="." search={(now) => ({ ...now, day })} resetScroll={false} replace className="link">
      {m.monitor_day_open()}
    </Link>
  );
}

type OpenedProps = { monitor: MonitorOut; day: string; first: string; last: string; onDay: (day: string | undefined) => void };

function Opened(props: OpenedProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void ref.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={ref} className="-mx-4 mt-4 -mb-4 border-t border-line px-4 py-4 sm:-mx-5 sm:px-5">
      <DayDetail {...props} />
    </div>
  );
}
