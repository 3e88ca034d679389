import { Table } from './table';
import type { QueueOut } from '@/api/schema/types.gen';
import { count, duration } from '@/lib/format';
import { m } from '@/messages/messages';

/** What waits in Redis for a worker. */
export function QueuesTable({ queues }: { queues: readonly QueueOut[] }) {
  return (
    <Table title={m.operator_queues()} columns={[m.operator_queue(), m.operator_queue_depth(), m.operator_queue_age()]}>
      {queues.map(({ name, depth, age_s: age }) => (
        <tr key={name}>
          <td className="font-mono text-13">{name}</td>
          <td>{depth === null ? m.operator_queue_unknown() : count(depth)}</td>
          <td className="text-ink-2">{depth && age !== null ? duration(age) : '–'}</td>
        </tr>
      ))}
    </Table>
  );
}
