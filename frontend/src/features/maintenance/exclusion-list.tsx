import { ExclusionFigures } from './exclusion-figures';
import { scopeWords } from './scope';
import type { ExclusionOut, MonitorOut } from '@/api/schema/types.gen';
import { Button } from '@/components/button';
import { Time } from '@/components/time';
import { duration, longDate } from '@/lib/format';
import { m } from '@/messages/messages';

interface Props {
  exclusions: readonly ExclusionOut[];
  monitors: readonly MonitorOut[];
  isEditor: boolean;
  onRevoke: (exclusion: ExclusionOut) => void;
}

/** What was agreed not to count: when, why, by whom; what was revoked stays on the list. */
export function ExclusionList({ exclusions, monitors, isEditor, onRevoke }: Props) {
  return (
    <ul className="card divide-y divide-line">
      {exclusions.map((one) => (
        <li key={one.id} className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 px-4 py-3 md:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_11rem_10rem]">
          <span className="grid min-w-0 gap-0.5">
            <span className={one.revoked_at ? 'text-ink-3 line-through' : 'font-label'}>{one.reason}</span>
            <span className="text-13 text-ink-2">
              <Time at={one.starts_at} /> – <Time at={one.ends_at} /> ({duration((Date.parse(one.ends_at) - Date.parse(one.starts_at)) / 1000)})
            </span>
            <span className="text-13 text-ink-3">{m.maintenance_agreed({ name: one.created_by, date: longDate(one.created_at) })}</span>
            {one.revoked_at && (
              <span className="text-13 text-ink-2">
                {m.maintenance_revoked({ name: one.revoked_by ?? '–', date: longDate(one.revoked_at), why: one.revoked_why ?? '–' })}
              </span>
            )}
          </span>
          <span className="min-w-0 text-13 text-ink-2 max-md:col-start-1">{scopeWords(one, monitors)}</span>
          <span className="text-13 max-md:col-start-1">
            <ExclusionFigures exclusion={one} monitors={monitors} />
          </span>
          {isEditor && !one.revoked_at && (
            <Button look="quiet" className="md:-my-1.5 md:justify-self-end max-md:col-start-1 max-md:-ml-4 max-md:justify-self-start" aria-label={m.maintenance_revoke_of({ reason: one.reason })} onClick={() => onRevoke(one)}>
              {m.maintenance_revoke()}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
