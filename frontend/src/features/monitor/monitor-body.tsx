import type { MonitorOut } from '@/api/schema/types.gen';
import { BadgesPanel } from './badges-panel';
import { CertificatePanel } from './certificate-panel';
import { ChecksPanel } from './checks-panel';
import { DaysPanel } from './days-panel';
import { FiguresPanel } from './figures-panel';
import { IncidentsPanel } from './incidents-panel';
import { LatencyPanel } from './latency-panel';
import { PingPanel } from './ping-panel';
import { SettingsPanel } from './settings-panel';
import { UptimePanel } from './uptime-panel';
import { awaitsFirstPing } from './view';

interface Props {
  monitor: MonitorOut;
  isEditor: boolean;
  isPagePublic: boolean;
}

/** Everything below the head: numbers on the left, what is set on the right. */
export function MonitorBody({ monitor, isEditor, isPagePublic }: Props) {
  const isHeartbeat = monitor.kind === 'heartbeat';
  const isWaiting = awaitsFirstPing(monitor);
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_19rem] lg:gap-x-8">
      <div className="grid min-w-0 content-start gap-6">
        {isWaiting && monitor.ping_url && <PingPanel url={monitor.ping_url} />}
        <DaysPanel monitor={monitor} />
        {!isHeartbeat && <LatencyPanel monitor={monitor} />}
        <UptimePanel monitor={monitor} />
        <FiguresPanel monitor={monitor} />
        <IncidentsPanel monitorId={monitor.id} />
        <ChecksPanel monitor={monitor} />
      </div>
      <aside className="grid min-w-0 content-start gap-6 sm:grid-cols-2 lg:grid-cols-1">
        <SettingsPanel monitor={monitor} isEditor={isEditor} />
        {(monitor.kind === 'http' || monitor.kind === 'tls') && <CertificatePanel monitor={monitor} />}
        {isHeartbeat && !isWaiting && monitor.ping_url && <PingPanel url={monitor.ping_url} />}
        {monitor.is_public && isPagePublic && <BadgesPanel monitor={monitor} />}
      </aside>
    </div>
  );
}
