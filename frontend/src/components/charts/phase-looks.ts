/** One colour in five strengths: which phase is which is told by their order and by words. */
import type { PhaseName } from './phases-view';
import { m } from '@/messages/messages';

interface PhaseLook {
  label: () => string;
  /** In a bar or a legend. */
  box: string;
  /** In a drawing. */
  area: string;
}

export const PHASE_LOOKS: Record<PhaseName, PhaseLook> = {
  dns_ms: { label: () => m.workspace_phase_dns(), box: 'bg-chart-1/25', area: 'fill-chart-1/25' },
  connect_ms: { label: () => m.workspace_phase_connect(), box: 'bg-chart-1/40', area: 'fill-chart-1/40' },
  tls_ms: { label: () => m.workspace_phase_tls(), box: 'bg-chart-1/55', area: 'fill-chart-1/55' },
  wait_ms: { label: () => m.workspace_phase_wait(), box: 'bg-chart-1/85', area: 'fill-chart-1/85' },
  transfer_ms: { label: () => m.workspace_phase_transfer(), box: 'bg-chart-1/65', area: 'fill-chart-1/65' },
};
