/* The preview's bar: reloads the page when the site changes, and walks to times to come. Only the
   preview puts it into pages. Its style is built by script, so that no policy has to be loosened. */
(async () => {
"use strict";
const doc = document, own = doc.currentScript.dataset, root = "/__preview/";
const cookie = `statusgen-preview-${location.port}`, kept = `${cookie}-focus`;
const make = (name, fields = {}, ...inner) => {
  const one = Object.assign(doc.createElement(name), fields);
  one.append(...inner);
  return one;
};

const trouble = make("p", { className: "trouble" });
trouble.setAttribute("role", "status");
const slider = make("input", { type: "range", id: "at", min: 0, step: 1 });
const when = make("p", { className: "when" });
const back = make("button", { type: "button", textContent: "Back to now" });
const label = make("label", { htmlFor: "at", textContent: "Time looked at" });
const looking = make("div", { className: "looking" }, label, slider, when, back);
const bar = make("section", {}, trouble, looking);
bar.setAttribute("aria-label", "Preview");

/* `between` is the time looked at where nothing changes at it: an edit may have moved what did. */
let moments = [], timer, source, between = "";

const show = () => {
  const moment = moments[slider.value];
  const text = between || [moment.when, ...moment.changes].join(" · ");
  when.textContent = text;
  slider.setAttribute("aria-valuetext", text);
  back.hidden = slider.value === "0" && !between;
};

/* A browser keeps the place on the page where it reloads, and not what has the focus. */
const alike = (name, href) =>
  [...doc.querySelectorAll(name)].filter(one => one.getAttribute("href") === href);
const reload = () => {
  const one = doc.activeElement, href = one.getAttribute("href");
  const found = [one.localName, href, alike(one.localName, href).indexOf(one)];
  if (one !== doc.body) sessionStorage.setItem(kept, JSON.stringify(one === host ? [] : found));
  location.reload();
};
const refocus = () => {
  const [name, href, number] = JSON.parse(sessionStorage.getItem(kept) ?? '["body"]');
  sessionStorage.removeItem(kept);
  const one = name ? alike(name, href)[number] : slider;
  one?.focus({ preventScroll: true });
};

const say = count => {
  const words = count === 1 ? "is 1 problem" : `are ${count} problems`;
  trouble.replaceChildren();
  if (!count || own.page === "problems") return;
  const link = make("a", { href: `${root}problems`, textContent: `There ${words}` });
  trouble.append(link, ": the page above is the last good one.");
};

const ask = async () => {
  const state = await (await fetch(`${root}state.json`)).json();
  const { at: chosen } = state;
  moments = state.moments;
  slider.max = moments.length - 1;
  const last = moments.findLastIndex(one => one.at && chosen && one.at <= chosen);
  slider.value = Math.max(0, last);
  between = chosen && moments[slider.value].at !== chosen ? state.looked : "";
  looking.hidden = own.page === "problems" || moments.length < 2 && !chosen;
  show();
  say(state.problems);
};

const walk = () => {
  const { at } = moments[slider.value];
  doc.cookie = `${cookie}=${at ?? ""}; path=/; samesite=strict; max-age=${at ? 86400 : 0}`;
  slider.focus({ preventScroll: true });
  reload();
};

slider.addEventListener("input", () => { clearTimeout(timer); between = ""; show(); });
/* Several steps with the keyboard are one walk. */
slider.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(walk, 250); });
back.addEventListener("click", () => { slider.value = 0; walk(); });

/* A browser keeps few connections to one host, and every open tab would take one. */
const listen = () => {
  source?.close();
  if (doc.hidden) return;
  source = new EventSource(`${root}events?build=${own.build}`);
  source.addEventListener("reload", reload);
  source.addEventListener("problems", event => {
    if (own.page === "problems") reload();
    own.build = event.data;
    ask();
  });
  source.addEventListener("error", () => {
    trouble.textContent = "The preview has stopped. Call statusgen serve again.";
  });
  source.addEventListener("open", () => moments.length && ask());
};

const host = make("div"), shadow = host.attachShadow({ mode: "open" }), sheet = new CSSStyleSheet();
listen();
addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", event => event.persisted && listen());
sheet.replaceSync(await (await fetch(`${root}bar.css`)).text());
shadow.adoptedStyleSheets = [sheet];
shadow.append(bar);
await ask();
doc.body.append(host);
refocus();
})();
