/** The strip of ninety days: pointer and keys choose a day, the note below says what happened on it. */
const DAY_MS = 86_400_000;

export function watchStrip(strip: HTMLElement): void {
  const days = strip.dataset.strip ?? '';
  const minutes = JSON.parse(strip.dataset.minutes ?? '{}') as Record<string, number>;
  const mark = strip.querySelector<HTMLElement>('.strip-mark');
  const bad = [...days].flatMap((letter, place) => (letter === 'u' ? [] : [place]));
  let place = Number(strip.getAttribute('aria-valuenow'));

  const choose = (next: number): void => {
    place = Math.max(0, Math.min(days.length - 1, next));
    strip.setAttribute('aria-valuenow', String(place));
    const [what, why] = describe(place, days, minutes);
    strip.setAttribute('aria-valuetext', `${what}. ${why}`);
    mark?.style.setProperty('inset-inline-start', `${((place + 0.35) / days.length) * 100}%`);
    note(place / days.length, what, why);
  };
  const moves: Record<string, () => number> = {
    ArrowLeft: () => place - 1,
    ArrowRight: () => place + 1,
    PageUp: () => place - 7,
    PageDown: () => place + 7,
    Home: () => 0,
    End: () => days.length - 1,
    n: () => bad.find((one) => one > place) ?? place,
    N: () => bad.findLast((one) => one < place) ?? place,
  };
  strip.addEventListener('keydown', (event) => {
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(move());
  });
  strip.addEventListener('pointermove', (event) => {
    const box = strip.getBoundingClientRect();
    choose(Math.floor(((event.clientX - box.left) / box.width) * days.length));
  });
  choose(place);
}

function describe(place: number, days: string, minutes: Record<string, number>): [string, string] {
  const date = new Date(Date.now() - (days.length - 1 - place) * DAY_MS);
  const locale = document.documentElement.lang;
  const day = date.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
  const words = document.querySelector<HTMLElement>('[data-note-why]')?.dataset;
  const down = minutes[place];
  if (down === undefined) return [day, (days[place] === 'w' ? words?.maintenance : words?.clean) ?? ''];
  const hours = Math.floor(down / 60);
  const length = [hours && unit(hours, 'hour', locale), down % 60 && unit(down % 60, 'minute', locale)].filter(Boolean).join(' ');
  return [`${day}, ${length}`, (down > 700 ? words?.worst : words?.bad) ?? ''];
}

function unit(value: number, name: string, locale: string): string {
  return value.toLocaleString(locale, { style: 'unit', unit: name, unitDisplay: 'short' });
}

/** Put the note under its bar; in the right half it stands left of the line. */
function note(share: number, what: string, why: string): void {
  const at = `${(share + 0.004) * 100}%`;
  const text = document.querySelector<SVGTextElement>('[data-note]');
  const lead = document.querySelector('[data-lead]');
  if (!text || !lead) return;
  const isRight = share > 0.6;
  const from = `${(share + (isRight ? -0.006 : 0.013)) * 100}%`;
  lead.setAttribute('x1', at);
  lead.setAttribute('x2', at);
  text.setAttribute('x', from);
  text.setAttribute('text-anchor', isRight ? 'end' : 'start');
  const [first, second] = text.querySelectorAll('tspan');
  if (first) first.textContent = what;
  if (second) second.textContent = why;
  second?.setAttribute('x', from);
}
