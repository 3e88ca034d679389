import type { ReactNode } from 'react';

interface Props {
  /** When the values were seen. */
  time: string;
  timeLabel: string;
  /** `mark`: how it is drawn. `isBad`: of a count, whether it is one too many. */
  values: readonly { name: string; value: ReactNode; mark?: string; isBad?: boolean }[];
}

/** The values under a crosshair and how each is drawn: in a line, on a phone in columns below their time. */
export function Readout({ time, timeLabel, values }: Props) {
  return (
    <dl className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-13 text-ink-2 @max-[30rem]:gap-x-5 @[60rem]:justify-end">
      <div className="@max-[30rem]:w-full">
        <dt className="sr-only">{timeLabel}</dt>
        <dd className="text-ink-3">{time}</dd>
      </div>
      {values.map(({ name, value, mark, isBad }) => (
        <div key={name} className="flex items-baseline gap-1.5 @max-[30rem]:grid @max-[30rem]:gap-0">
          <dt>
            {mark && <span aria-hidden className={`mr-1.5 inline-block align-middle @max-[30rem]:hidden ${mark}`} />}
            {name}
          </dt>
          <dd className={`font-mono whitespace-nowrap ${isBad === undefined ? 'min-w-[6ch]' : ''} ${isBad ? 'text-down-strong' : 'text-ink-1'}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
