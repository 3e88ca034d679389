import { describe, expect, it } from 'vitest';

import { buildLatency } from './latency-view';
import { buildUsual, changeMarks, changesIn, usualReach } from './usual-view';
import { changeSentence, deviationText, usualSentence } from './usual-words';
import { setTimeZone } from '@/lib/format';
import { aBaseline, aChange } from '@/test/number-factories';

setTimeZone('UTC');

/** Steps of 2026-11-24, a Tuesday, from noon on. */
function frame(steps: number, minutes: number) {
  const t = Array.from({ length: steps }, (_, place) => new Date(Date.UTC(2026, 10, 24, 12, place * minutes)).toISOString());
  const all = t.map(() => 200);
  return buildLatency({ t, step_s: minutes * 60, p50: all, p95: all, p99: all, failures: t.map(() => 0) });
}

describe('what is usual', () => {
  it('is drawn through the middles of hours, and ends where nothing is known', () => {
    // Four hours from noon; the third is not known. 100 ± 50 of 200 is y 25 to 75.
    const baseline = aBaseline({ expected_ms: [100, 100, null, 100], low_ms: [50, 50, null, 50], high_ms: [150, 150, null, 150] });

    expect(buildUsual(baseline, frame(4, 60)).band).toBe(
      'M0 25L125 25L375 25L500 25L500 75L375 75L125 75L0 75zM750 25L875 25L1000 25L1000 75L875 75L750 75z',
    );
    expect(usualReach(baseline)).toBe(100);
  });

  it('tells each step its hour, of several the one that was furthest away', () => {
    const baseline = aBaseline({ seen_ms: [100, 130, 90, null] });

    const quarters = buildUsual(baseline, frame(8, 15)).hours;
    const pairs = buildUsual(baseline, frame(2, 120)).hours;

    expect(quarters.map((hour) => hour?.seen)).toEqual([100, 100, 100, 100, 130, 130, 130, 130]);
    expect(pairs.map((hour) => hour?.seen)).toEqual([130, 90]);
  });

  it('is said in MAD: a third of the way to the edge of the band is one', () => {
    // The example of docs/numbers.md: 106 ± 12 ms, 118.8 seen at 14:00 on a Tuesday.
    const baseline = aBaseline({ expected_ms: [106, 106, 106, 106], low_ms: [94, 94, 94, 94], high_ms: [118, 118, 118, 118], seen_ms: [106, 80, 118.8, null] });
    const said = buildUsual(baseline, frame(4, 60)).hours.map((hour) => (hour ? [usualSentence(hour), deviationText(hour)] : []));

    expect(said).toEqual([
      ['As usual for Tuesday 12:00 PM: 106 ms, usually 106 ms.', ''],
      ['6.5 MAD below Tuesday 1:00 PM: 80 ms, usually 106 ms.', '6.5 MAD below'],
      ['3.2 MAD above Tuesday 2:00 PM: 119 ms, usually 106 ms.', '3.2 MAD above'],
      ['Tuesday 3:00 PM: usually 106 ms.', ''],
    ]);
  });

  it('marks what was unusual, cut at the edges', () => {
    const one = { deviation_mad: 4, median_ms: 200, expected_ms: 100, words: '' };
    const baseline = aBaseline({
      anomalies: [
        { ...one, from: '2026-11-24T10:00:00Z', to: '2026-11-24T13:00:00Z' },
        { ...one, from: '2026-11-23T10:00:00Z', to: '2026-11-23T13:00:00Z' },
      ],
    });

    expect(buildUsual(baseline, frame(4, 60)).anomalies).toEqual([{ key: '2026-11-24T10:00:00Z', left: 0, width: 25 }]);
  });
});

describe('changes', () => {
  it('are marked in order inside the window, and labelled where there is room', () => {
    const { window } = frame(4, 60);
    const at = ['2026-11-24T15:00:00Z', '2026-11-24T14:50:00Z', '2026-11-24T13:00:00Z', '2026-11-23T13:00:00Z'];

    const marks = changeMarks(at.map((time) => aChange({ at: time })), window);

    expect(marks.map(({ left, isLabelled }) => [left, isLabelled])).toEqual([[25, true], [70.83, true], [75, false]]);
  });

  it('belong to one step', () => {
    const view = frame(4, 60);
    const marks = changeMarks([aChange({ at: '2026-11-24T13:00:00Z' })], view.window);

    expect([0, 1, 2, 3].map((place) => changesIn(marks, place, view).length)).toEqual([0, 1, 0, 0]);
  });

  it('are said in one sentence, as long as they hold or held', () => {
    expect(changeSentence(aChange())).toBe('Since Aug 12, 2026, 9:40 AM the median is +180 ms: 200 ms before, 380 ms now.');
    expect(changeSentence(aChange({ until: '2026-08-14T00:00:00Z' }))).toBe(
      'From Aug 12, 2026, 9:40 AM to Aug 14, 2026, 12:00 AM the median was +180 ms: 200 ms before, 380 ms then.',
    );
  });
});
