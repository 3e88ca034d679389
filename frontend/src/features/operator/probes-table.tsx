import { probeState, type ProbeState } from './health';
import { Table } from './table';
import type { ProbeOut } from '@/api/schema/types.gen';
import { Glyph } from '@/components/glyph';
import { Ago } from '@/components/time';
import type { GlyphName } from '@/lib/status';
import { m } from '@/messages/messages';

const STATES: Record<ProbeState, { label: () => string; glyph: GlyphName; look: string }> = {
  reports: { label: m.operator_probe_reports, glyph: 'check', look: 'text-up-strong' },
  silent: { label: m.operator_probe_silent, glyph: 'dash', look: 'text-ink-2' },
  offline: { label: m.operator_probe_offline, glyph: 'warning', look: 'text-major-strong' },
};

/** The workers that check. */
export function ProbesTable({ probes, now }: { probes: readonly ProbeOut[]; now: number }) {
  if (!probes.length) return null;
  const columns = [m.operator_probe(), m.operator_probe_state(), m.operator_probe_seen(), m.operator_probe_started()];
  return (
    <Table title={m.operator_probes()} columns={columns}>
      {probes.map((probe) => {
        const { label, glyph, look } = STATES[probeState(probe, now)];
        return (
          <tr key={probe.name}>
            <td className="font-mono text-13">{probe.name}</td>
            <td>
              <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${look}`}>
                <Glyph name={glyph} />
                {label()}
              </span>
            </td>
            <td className="whitespace-nowrap text-ink-2">
              <Ago at={probe.last_seen_at} />
            </td>
            <td className="whitespace-nowrap text-ink-2 max-sm:hidden">
              <Ago at={probe.started_at} />
            </td>
          </tr>
        );
      })}
    </Table>
  );
}
