/** One map from states to what people see: word, colour, glyph. Colours are never used without the other two. */
import { m } from '@/messages/messages';

export type MonitorState = 'up' | 'degraded' | 'down' | 'unknown' | 'maintenance' | 'paused' | 'pending';

export type Tone = 'up' | 'minor' | 'major' | 'down' | 'maint' | 'nodata';
export type GlyphName = 'check' | 'warning' | 'cross' | 'wrench' | 'dash' | 'pause';

export interface StatusLook {
  tone: Tone;
  glyph: GlyphName;
  label: () => string;
}

export const STATUS: Record<MonitorState, StatusLook> = {
  up: { tone: 'up', glyph: 'check', label: () => m.state_up() },
  degraded: { tone: 'minor', glyph: 'warning', label: () => m.state_degraded() },
  down: { tone: 'down', glyph: 'cross', label: () => m.state_down() },
  unknown: { tone: 'nodata', glyph: 'dash', label: () => m.state_unknown() },
  maintenance: { tone: 'maint', glyph: 'wrench', label: () => m.state_maintenance() },
  paused: { tone: 'nodata', glyph: 'pause', label: () => m.state_paused() },
  pending: { tone: 'nodata', glyph: 'dash', label: () => m.state_pending() },
};

/** Worst first: the order of lists. */
export const BY_TROUBLE: readonly MonitorState[] = [
  'down',
  'degraded',
  'unknown',
  'maintenance',
  'pending',
  'up',
  'paused',
];
