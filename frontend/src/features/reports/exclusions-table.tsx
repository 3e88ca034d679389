import type { ReportExclusionOut } from '@/api/schema/types.gen';
import { Section } from '@/components/section';
import { Time } from '@/components/time';
import { longDate } from '@/lib/format';
import { m } from '@/messages/messages';

/** What was agreed not to count in the period, and by whom. */
export function ExclusionsTable({ exclusions }: { exclusions: readonly ReportExclusionOut[] }) {
  return (
    <Section title={m.reports_exclusions()}>
      <ul className="card divide-y divide-line">
        {exclusions.map((one) => (
          <li key={one.id} className="grid gap-0.5 px-5 py-2.5 text-14">
            <span>
              <Time at={one.start} /> – <Time at={one.end} />: {one.reason}
            </span>
            <span className="text-13 text-ink-3">
              {m.reports_agreed({ name: one.agreed_by ?? '–', date: longDate(one.agreed_at) })}
              {one.revoked_at && ` ${m.reports_revoked({ date: longDate(one.revoked_at), why: one.revoked_why ?? '–' })}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
