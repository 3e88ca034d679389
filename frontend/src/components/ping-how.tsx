import { useState } from 'react';

import { CopyButton } from './copy-button';
import { Segmented } from './segmented';
import { m } from '@/messages/messages';

const WAYS = ['cron', 'curl', 'wrap'] as const;
type Way = (typeof WAYS)[number];
const NAMES: Record<Way, () => string> = {
  cron: () => 'cron',
  curl: () => 'curl',
  wrap: () => m.monitor_ping_wrap(),
};

/** The address that a job calls, and how. */
export function PingHow({ url }: { url: string }) {
  const [way, setWay] = useState<Way>('cron');
  const code = example(way, url);
  return (
    <div className="grid min-w-0 gap-3">
      <div className="flex items-center gap-2 rounded-control border border-line bg-raised py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 font-mono text-13 break-all">{url}</code>
        <CopyButton text={url} label={m.monitor_ping_copy()} />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Segmented label={m.monitor_ping_ways()} value={way} options={WAYS.map((value) => ({ value, label: NAMES[value]() }))} onChange={setWay} />
        <CopyButton text={code} label={m.monitor_ping_copy_example()} />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reached by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto rounded-control bg-sunken/60 p-3 font-mono text-13">
        <code>{code}</code>
      </pre>
      <p className="text-13 text-ink-3">{m.monitor_ping_more()}</p>
    </div>
  );
}

/** A line of shell that pings at the end of a job. */
export function example(way: Way, url: string): string {
  const curl = 'curl -fsS -m 10 --retry 5 -o /dev/null';
  if (way === 'curl') return `${curl} ${url}`;
  if (way === 'cron') return `0 3 * * * /usr/local/bin/backup.sh && ${curl} ${url}`;
  return [`${curl} ${url}/start`, '/usr/local/bin/backup.sh', `${curl} ${url}/$?`].join('\n');
}
