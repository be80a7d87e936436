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

let moments = [], timer, source, chosen = null;

const show = () => {
  const moment = moments[slider.value], exact = chosen === null || moment.at === chosen;
  const text = [moment.when, ...moment.changes].join(" · ");
  when.textContent = text;
  slider.setAttribute("aria-valuetext", exact ? text : `after ${text}`);
  back.hidden = slider.value === "0";
};

const say = count => {
  const words = count === 1 ? "is 1 problem" : `are ${count} problems`;
  trouble.replaceChildren();
  if (!count || own.page === "problems") return;
  const link = make("a", { href: `${root}problems`, textContent: `There ${words}` });
  trouble.append(link, ": the page below is the last good one.");
};

const ask = async () => {
  const state = await (await fetch(`${root}state.json`)).json();
  ({ moments, at: chosen } = state);
  slider.max = moments.length - 1;
  const last = moments.findLastIndex(one => one.at && chosen && one.at <= chosen);
  slider.value = Math.max(0, last);
  looking.hidden = own.page === "problems" || moments.length < 2 && !chosen;
  show();
  say(state.problems);
};

const walk = () => {
  const { at } = moments[slider.value];
  doc.cookie = `${cookie}=${at ?? ""}; path=/; samesite=strict; max-age=${at ? 86400 : 0}`;
  sessionStorage.setItem(kept, "1");
  location.reload();
};

slider.addEventListener("input", () => { clearTimeout(timer); show(); });
/* Several steps with the keyboard are one walk. */
slider.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(walk, 250); });
back.addEventListener("click", () => { slider.value = 0; walk(); });

/* A browser keeps few connections to one host, and every open tab would take one. */
const listen = () => {
  source?.close();
  if (doc.hidden) return;
  source = new EventSource(`${root}events?build=${own.build}`);
  source.addEventListener("reload", () => location.reload());
  source.addEventListener("problems", event => {
    if (own.page === "problems") location.reload();
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
if (sessionStorage.getItem(kept)) slider.focus({ preventScroll: true });
sessionStorage.removeItem(kept);
})();
