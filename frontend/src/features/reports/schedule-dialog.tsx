import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { useMakeSchedule } from './api';
import { ApiError } from '@/api/client';
import { policiesQuery } from '@/api/numbers';
import type { Format, ScheduleOut } from '@/api/schema/types.gen';
import { recipientsQuery } from '@/api/team';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Checkbox, Select } from '@/components/field';
import { FormProblem } from '@/components/notices';
import { useToast } from '@/components/toasts';
import { ZoneCombobox } from '@/components/zone-combobox';
import { m } from '@/messages/messages';

/** Have the report sent when a month (week, quarter, year) is over. */
export function ScheduleDialog({ workspaceId, isOpen, onClose }: { workspaceId: string; isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title={m.reports_schedule()} isOpen={isOpen} onClose={onClose}>
      <ScheduleForm workspaceId={workspaceId} onClose={onClose} />
    </Dialog>
  );
}

const CYCLES: readonly { value: ScheduleOut['cycle']; label: () => string }[] = [
  { value: 'month', label: () => m.reports_every_month() },
  { value: 'week', label: () => m.reports_every_week() },
  { value: 'quarter', label: () => m.reports_every_quarter() },
  { value: 'year', label: () => m.reports_every_year() },
];
const FORMATS: readonly Format[] = ['pdf', 'xlsx', 'csv', 'json', 'parquet'];

function ScheduleForm({ workspaceId, onClose }: { workspaceId: string; onClose: () => void }) {
  const { data: recipients } = useQuery(recipientsQuery(workspaceId));
  const { data: policies } = useQuery(policiesQuery(workspaceId));
  const [cycle, setCycle] = useState<ScheduleOut['cycle']>('month');
  const [format, setFormat] = useState<Format>('pdf');
  const [policy, setPolicy] = useState('agreed');
  const [zone, setZone] = useState('UTC');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const make = useMakeSchedule(workspaceId);
  const say = useToast();
  const known = recipients?.items.filter(({ confirmed_at, suppressed_at }) => confirmed_at && !suppressed_at).map(({ email }) => email) ?? [];
  const problem = make.error instanceof ApiError ? make.error.field('recipients') : undefined;
  const toggle = (email: string) => setChosen((now) => (now.includes(email) ? now.filter((each) => each !== email) : [...now, email]));
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate(
          { cycle, format, policy, time_zone: zone, recipients: [...chosen] },
          {
            onSuccess: () => {
              say({ text: m.reports_scheduled() });
              onClose();
            },
          },
        );
      }}
    >
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Select label={m.reports_how_often()} value={cycle} onChange={(event) => setCycle(CYCLES.find(({ value }) => value === event.target.value)?.value ?? 'month')}>
          {CYCLES.map(({ value, label }) => (
            <option key={value} value={value}>
              {label()}
            </option>
          ))}
        </Select>
        <Select label={m.reports_format()} value={format} onChange={(event) => setFormat(FORMATS.find((each) => each === event.target.value) ?? 'pdf')}>
          {FORMATS.map((each) => (
            <option key={each} value={each}>
              {each === 'parquet' ? 'Parquet' : each.toUpperCase()}
            </option>
          ))}
        </Select>
        <Select label={m.reports_policy()} value={policy} onChange={(event) => setPolicy(event.target.value)}>
          {[...new Set([policy, ...(policies?.items.map(({ name }) => name) ?? [])])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        <ZoneCombobox label={m.reports_zone()} value={zone} onChange={setZone} />
      </div>
      <fieldset className="grid gap-2.5">
        <legend className="mb-1.5 text-13 font-label">{m.reports_to_whom()}</legend>
        {known.map((email) => (
          <Checkbox key={email} label={email} checked={chosen.includes(email)} onChange={() => toggle(email)} />
        ))}
        <p className="text-13 text-ink-3">
          {known.length ? m.reports_to_whom_hint() : m.reports_to_nobody()}{' '}
          <Link to="/w/$workspaceId/recipients" params={{ workspaceId }} className="link">
            {m.reports_to_recipients()}
          </Link>
        </p>
        {problem && <p className="text-13 text-down-strong">{problem}</p>}
      </fieldset>
      {!problem && <FormProblem error={make.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{m.cancel()}</Button>
        <Button type="submit" look="primary" isBusy={make.isPending} disabled={!chosen.length}>
          {m.reports_schedule()}
        </Button>
      </div>
    </form>
  );
}
