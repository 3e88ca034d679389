import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';

import { periodAt, step, type Kind, type Period } from './period';
import type { ReportSearch } from './search';
import { periodWords } from './words';
import { policiesQuery } from '@/api/numbers';
import { IconButton } from '@/components/button';
import { Select, TextField } from '@/components/field';
import { Segmented } from '@/components/segmented';
import { ZoneCombobox } from '@/components/zone-combobox';
import { addDays } from '@/lib/zoned';
import { m } from '@/messages/messages';

interface Props {
  workspaceId: string;
  period: Period;
  policy: string;
  zone: string;
  /** By the clock of the zone. */
  today: string;
  onChange: (next: ReportSearch) => void;
  onPeriod: (next: Period) => void;
}

/** What is reported: the period, how time is counted, whose midnight. */
export function PeriodBar({ workspaceId, period, policy, zone, today, onChange, onPeriod }: Props) {
  const { data: policies } = useQuery(policiesQuery(workspaceId));
  const kinds: { value: Kind; label: string }[] = [
    { value: 'month', label: m.reports_month() },
    { value: 'quarter', label: m.reports_quarter() },
    { value: 'year', label: m.reports_year() },
    { value: 'custom', label: m.reports_custom() },
  ];
  const names = [...new Set([policy, ...(policies?.items.map(({ name }) => name) ?? [])])];
  const choose = (kind: Kind) => onPeriod(kind === 'custom' ? { ...period, kind, end: period.end > today ? addDays(today, 1) : period.end } : periodAt(kind, period.first));
  return (
    <div className="mb-8 flex flex-wrap items-end gap-x-6 gap-y-3 print:hidden">
      <div className="grid gap-2">
        <Segmented label={m.reports_period()} value={period.kind} options={kinds} onChange={choose} />
        {period.kind === 'custom' ? (
          <Dates period={period} today={today} onChange={onChange} />
        ) : (
          <div className="flex items-center gap-1">
            <IconButton label={m.reports_before()} onClick={() => onPeriod(step(period, -1))}>
              <ChevronLeft size={18} aria-hidden />
            </IconButton>
            <span aria-live="polite" className="min-w-36 text-center text-14 font-label">
              {periodWords(period)}
            </span>
            <IconButton label={m.reports_after()} disabled={period.end > today} onClick={() => onPeriod(step(period, 1))}>
              <ChevronRight size={18} aria-hidden />
            </IconButton>
          </div>
        )}
      </div>
      <div className="grid grow grid-cols-2 items-start gap-3 sm:max-w-md">
        <Select
          label={m.reports_policy()}
          hint={
            <Link to="/w/$workspaceId/policies" params={{ workspaceId }} search={{ open: policy.split('@', 1)[0] }} className="link">
              {m.policies_how()}
            </Link>
          }
          value={policy}
          onChange={(event) => onChange({ policy: event.target.value })}
        >
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        <ZoneCombobox label={m.reports_zone()} value={zone} onChange={(next) => onChange({ zone: next })} />
      </div>
    </div>
  );
}

function Dates({ period, today, onChange }: { period: Period; today: string; onChange: (next: ReportSearch) => void }) {
  const from = period.first;
  const to = addDays(period.end, -1);
  return (
    <div className="grid grid-cols-2 gap-2">
      <TextField type="date" label={m.reports_from()} max={to} value={from} onChange={(event) => event.target.value && onChange({ period: undefined, from: event.target.value, to })} />
      <TextField type="date" label={m.reports_to()} min={from} max={today} value={to} onChange={(event) => event.target.value && onChange({ period: undefined, from, to: event.target.value })} />
    </div>
  );
}
