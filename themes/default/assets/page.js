/* Not needed: the reader's time, planned work, news, word of old pages. */
(() => {
"use strict";
const doc = document, own = doc.currentScript, said = own.dataset, lang = doc.documentElement.lang;
const $ = id => doc.getElementById(id), all = what => [...doc.querySelectorAll(what)],
  main = $("main"), top = one => one.getBoundingClientRect().top;
const format = options => new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", ...options });
let timeZone = said.zone;
/* Younger than the browser? */
try { format({ timeZone }); } catch { timeZone = undefined; }
const here = format({ weekday: "short" }), site = format({ weekday: "short", timeZone });
const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
let skew = 0, confirmed, expires, digest, soon, failed = 0, timer, shown = main.innerHTML;
const now = () => Date.now() + skew;

const ago = time => {
  const minutes = Math.round((time - now()) / 6e4), size = Math.abs(minutes);
  return size < 60 ? relative.format(minutes, "minute")
    : size < 1440 && relative.format(Math.round(minutes / 60), "hour");
};

const say = (one, text) => one.textContent === text || (one.textContent = text);

const tick = () => {
  for (const time of all("main time")) {
    const from = new Date(time.dateTime), to = new Date(time.dataset.ends || from);
    const yours = here.formatRange(from, to);
    const when = now() < from ? ago(from) : now() >= to && ago(to);
    const words = [yours !== site.formatRange(from, to) && said.yours.replace("{time}", yours), when];
    if (time.nextElementSibling?.className !== "own")
      time.insertAdjacentHTML("afterend", "<span class=own></span>");
    say(time.nextElementSibling, words.map(one => one ? ` (${one})` : "").join(""));
  }
  for (const part of all("[data-from]")) {
    const { from, to } = part.dataset;
    part.hidden = now() < Date.parse(from) || now() >= Date.parse(to);
  }
  const at = format({ timeZone, timeZoneName: "short", day: "numeric", month: "long" });
  const words = confirmed ? said.stale.replace("{time}", at.format(confirmed)) : said.unconfirmed;
  say($("stale"), failed > 1 || now() > expires ? words : "");
};

/* Named from the end: what is new comes first. */
const places = seen => all("main a, summary, main [id], main [tabindex]").reverse().map(one => {
  const name = one.id || one.href || one.textContent.replace(/\d/g, "");
  return [name + (seen[name] = -~seen[name]), one, top(one)];
});

/* Keeps what is open, focus and place. */
const renew = html => {
  const page = new DOMParser().parseFromString(html, "text/html"), fresh = page.querySelector("main");
  if (shown === (shown = fresh.innerHTML)) return;
  const { activeElement: at } = doc, old = places({}), below = top(main) < 0;
  let focus = main.contains(at) && main, move = () => {};
  main.replaceChildren(...fresh.childNodes);
  tick();
  const twins = new Map(places({}));
  for (const [name, one, height] of old) {
    const twin = twins.get(name);
    if (!twin) continue;
    twin.parentNode.open = one.parentNode.open;
    if (one === at) focus = twin;
    if (height > 0) move = () => scrollBy(0, top(twin) - height);
  }
  if (focus) focus.focus({ preventScroll: true });
  if (below) move();
  doc.title = page.title;
  all("[rel=icon]")[0].href = page.querySelector("[rel=icon]").href;
  /* It says the state as well. */
  const headline = page.querySelector("[property='og:title']")?.content || page.title;
  say($("news"), said.news.replace("{headline}", headline));
};

const get = async url => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 3e4);
  const answer = await fetch(url, { cache: "no-cache", signal: stop.signal });
  if (answer.status !== 404 && !answer.ok) throw 0;
  return answer;
};

const ask = async () => {
  clearTimeout(timer);
  /* Or it is unheard. */
  say($("news"), "");
  let wait = 6e4;
  try {
    const answer = await get(new URL("../build.json", own.src)), build = await answer.json();
    const { headers } = answer, sent = Date.parse(headers.get("Date")), until = Date.parse(build.valid_until);
    if (!until) throw 0;
    if (sent) skew = sent + headers.get("Age") * 1e3 - Date.now();
    if (build.digest !== digest) soon = now() + 12e4;
    /* Caches lag a minute. */
    if (now() < soon) renew(await (await get(location)).text());
    digest = build.digest;
    confirmed = Date.parse(build.built_at);
    expires = Math.min(until, confirmed + build.freshness * 1e3);
    if (until > now()) wait = Math.min(wait, until + 5e3 - now());
    failed = 0;
  } catch {
    wait = Math.min(5e3 * 2 ** failed++, 6e5);
  }
  tick();
  timer = setTimeout(look, wait * (1 + Math.random() / 5));
};

/* Never from a disk. */
const look = () => doc.hidden || location.protocol === "file:" || ask();

tick();
look();
setInterval(tick, 1e4);
doc.onvisibilitychange = window.ononline = look;
})();
