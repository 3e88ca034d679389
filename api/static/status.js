// @ts-check
// The public status page works without this. It adds a tooltip for the bars, by pointer and keyboard, and follows what
// happens: every half minute it asks for a few bytes, and for the page itself only when they say that it changed.

const POLL_MS = 30_000;
const DAY_MS = 86_400_000;
const LOST_MS = 180_000;
const BAD = /[mod]/;
/** @type {{x: [string, string]} & Record<string, [string, string]>} uptime and words of days that are not in the table */
const WORDS = { u: ["100%", "Operational"], x: ["", "No data"], p: ["", "Paused"], "-": ["", "Not monitored yet"] };
/** @type {Record<string, (at: number, days: string) => number>} where a key leads from a day */
const KEYS = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  ArrowDown: (at) => at - 1,
  ArrowUp: (at) => at + 1,
  PageUp: (at) => at - 7,
  PageDown: (at) => at + 7,
  Home: () => 0,
  End: (_, days) => days.length - 1,
  n: (at, days) => bad(days, at, 1),
  N: (at, days) => bad(days, at, -1),
};

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const bubble = make("div", "bubble");
const cursor = make("div", "cursor");
const said = make("p", "said");
const lost = make("p", "lost");
let seen = Date.now();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {string} tag @param {string} name @param {string} [text] @returns {HTMLElement} hidden if it has no text */
function make(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.hidden = !text;
  element.textContent = text ?? "";
  return element;
}

/** @param {string} days @param {number} at @param {number} step @returns {number} the next day with trouble, or `at` */
function bad(days, at, step) {
  for (let next = at + step; next >= 0 && next < days.length; next += step) {
    if (BAD.test(days[next] ?? "")) return next;
  }
  return at;
}

/** @param {HTMLElement} strip */
function daysOf(strip) {
  return strip.dataset.days ?? "";
}

/** @param {number} at @returns {Date} the UTC day at a place of a strip */
function dateOf(at) {
  return new Date(Date.parse(`${main.dataset.first}T00:00Z`) + at * DAY_MS);
}

/** @param {HTMLElement} strip @param {number} at @returns {[string, string, string]} a day: date, uptime, what happened */
function tell(strip, at) {
  const day = dateOf(at);
  const date = day.toUTCString().slice(0, 16).replace(" 0", " ");
  const link = strip.closest(".row")?.querySelector(`a[href$="${day.toISOString().slice(0, 10)}"]`);
  if (!link) return [date, ...(WORDS[daysOf(strip)[at] ?? "x"] ?? WORDS.x)];
  const cells = [...(link.closest("tr")?.querySelectorAll("td") ?? [])].map((cell) => cell.textContent ?? "");
  const [word = "", lasted = "", uptime = ""] = cells;
  return [date, uptime, lasted ? `${word === "Down" ? word : `${word}, down`} for ${lasted}` : word];
}

/** @param {HTMLElement} strip @param {number} at @returns {string} a day as a screen reader says it */
function spoken(strip, at) {
  return tell(strip, at).filter(Boolean).join(", ");
}

/** @param {HTMLElement} strip @param {number} at shows a day */
function show(strip, at) {
  const days = daysOf(strip);
  const place = Math.max(0, Math.min(days.length - 1, at));
  const [date, uptime, words] = tell(strip, place);
  const bar = strip.clientWidth / days.length;
  const left = place * bar;
  const head = document.createElement("b");
  head.append(date, make("span", "", uptime));
  bubble.replaceChildren(head, words);
  if (strip.matches(":focus-visible")) bubble.append(make("small", "", "Left, Right: day. n: next bad day. Enter: open."));
  strip.append(cursor, bubble);
  bubble.hidden = cursor.hidden = false;
  cursor.style.width = `${bar}px`;
  cursor.style.left = `${left - bar * 0.19 + (place === days.length - 1 ? bar * 0.375 : 0)}px`;
  bubble.style.left = `${Math.max(0, Math.min(strip.clientWidth - bubble.offsetWidth, left - bubble.offsetWidth / 2))}px`;
  strip.ariaValueNow = String(place + 1);
  strip.ariaValueText = spoken(strip, place);
  strip.dataset.at = String(place);
}

function hide() {
  bubble.hidden = cursor.hidden = true;
}

/** @param {HTMLElement} strip @param {MouseEvent} event */
function under(strip, event) {
  const box = strip.getBoundingClientRect();
  return Math.floor(((event.clientX - box.left) / box.width) * daysOf(strip).length);
}

/** @param {HTMLElement} strip opens the day that is shown */
function open(strip) {
  location.href = `${location.pathname}/day/${dateOf(Number(strip.dataset.at)).toISOString().slice(0, 10)}`;
}

/** @param {HTMLElement} strip makes it one control: a slider over its days */
function enliven(strip) {
  const name = strip.closest(".row")?.querySelector("h3, h4")?.textContent;
  strip.role = "slider";
  strip.tabIndex = 0;
  strip.ariaLabel = `${name}, ${daysOf(strip).length} days`;
  strip.ariaRoleDescription = "day timeline";
  strip.ariaValueMin = "1";
  strip.ariaValueMax = String(daysOf(strip).length);
  if (strip.dataset.at === undefined) strip.dataset.at = String(daysOf(strip).length - 1);
  strip.ariaValueNow = String(Number(strip.dataset.at) + 1);
  strip.ariaValueText = spoken(strip, Number(strip.dataset.at));
}

/** @param {Event} event @returns {HTMLElement | null} the strip that an event is about */
function stripOf(event) {
  return event.target instanceof Element ? event.target.closest(".strip") : null;
}

/** @param {(strip: HTMLElement, event: any) => void} act @returns {(event: Event) => void} */
function onStrip(act) {
  return (event) => {
    const strip = stripOf(event);
    if (strip) act(strip, event);
    else if (event.type === "pointermove" && !document.activeElement?.matches(".strip")) hide();
  };
}

/** @param {HTMLElement} strip @param {KeyboardEvent} event */
function press(strip, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") return open(strip);
  if (event.key === "Escape") return hide();
  const step = KEYS[event.key === "n" && event.shiftKey ? "N" : event.key];
  if (!step) return;
  event.preventDefault();
  show(strip, step(Number(strip.dataset.at), daysOf(strip)));
}

/** Makes one element like another without moving what stays: focus and open tables are kept.
 * @param {Element} now @param {Element} next */
function follow(now, next) {
  const isCalm = now.querySelector(".state")?.className === next.querySelector(".state")?.className;
  for (const { name, value } of next.attributes) {
    if (name === "open" && isCalm) continue; // somebody closed it, and nothing happened since
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  const [before, after] = [parts(now), parts(next)];
  const isAlike = before.length === after.length && before.every((node, at) => node.nodeName === after[at]?.nodeName);
  if (!isAlike) return now.replaceChildren(...next.childNodes);
  before.forEach((node, at) => {
    const like = /** @type {ChildNode} */ (after[at]);
    if (node instanceof Element) follow(node, /** @type {Element} */ (like));
    else if (node.nodeValue !== like.nodeValue) node.nodeValue = like.nodeValue;
  });
}

/** @param {Element} element @returns {ChildNode[]} */
function parts(element) {
  return [...element.childNodes].filter((node) => node !== bubble && node !== cursor);
}

/** Loads the page as a document: nothing of it is run, and no string becomes HTML here.
 * @param {string} version so that no cache on the way answers with an older one
 * @returns {Promise<Document | null>} */
function load(version) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", `${location.pathname}?${version}`);
    request.responseType = "document";
    request.timeout = POLL_MS;
    request.onloadend = () => resolve(request.status === 200 ? request.responseXML : null);
    request.send();
  });
}

/** @param {string} version */
async function refresh(version) {
  const page = await load(version);
  const next = page?.querySelector("main");
  if (!page || !next) return;
  const before = main.querySelector("h2")?.textContent;
  follow(main, next);
  main.querySelectorAll(".strip").forEach((strip) => enliven(/** @type {HTMLElement} */ (strip)));
  const after = main.querySelector("h2")?.textContent ?? "";
  if (after !== before) said.textContent = after;
  document.title = page.title;
  const icon = page.querySelector('link[rel="icon"]')?.getAttribute("href");
  if (icon) document.querySelector('link[rel="icon"]')?.setAttribute("href", icon);
}

async function poll() {
  clearTimeout(timer);
  if (document.hidden) return;
  const time = document.getElementById("at");
  try {
    const answer = await fetch(main.dataset.live ?? "", { cache: "no-cache", signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(answer.statusText);
    const { version, at, is_stale } = await answer.json();
    if (version !== main.dataset.version) await refresh(version);
    if (time && !is_stale) time.textContent = `${at.slice(11, 19)} UTC`;
    seen = Date.now();
  } catch {
    // The next try may reach it; how old the page is is told below.
  }
  lost.hidden = Date.now() - seen < LOST_MS;
  lost.textContent = lost.hidden ? "" : `We cannot reach Healther. This page is from ${time?.textContent}.`;
  main.classList.toggle("old", !lost.hidden); // what was true some time ago has no colour
  timer = setTimeout(poll, POLL_MS * (0.9 + Math.random() / 5));
}

if (main.dataset.live) {
  said.hidden = false;
  said.role = lost.role = "status";
  document.body.append(said, lost);
  main.querySelectorAll(".strip").forEach((strip) => enliven(/** @type {HTMLElement} */ (strip)));
  document.addEventListener("pointermove", onStrip((strip, event) => show(strip, under(strip, event))), { passive: true });
  document.addEventListener("pointerdown", onStrip((strip, event) => show(strip, under(strip, event))), { passive: true });
  document.addEventListener("click", onStrip((strip, event) => event.pointerType !== "touch" && open(strip)));
  document.addEventListener("focusin", onStrip((strip) => show(strip, Number(strip.dataset.at))));
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", onStrip(press));
  document.addEventListener("visibilitychange", poll);
  timer = setTimeout(poll, POLL_MS);
}
