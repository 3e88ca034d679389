import { PingHow } from '@/components/ping-how';
import { m } from '@/messages/messages';
import { Panel } from './panel';

/** How the job of a heartbeat pings. */
export function PingPanel({ url }: { url: string }) {
  return (
    <Panel title={m.monitor_ping_title()}>
      <p className="text-ink-2">{m.monitor_ping_text()}</p>
      <PingHow url={url} />
    </Panel>
  );
}
