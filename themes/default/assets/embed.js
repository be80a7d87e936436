/* A strip for your own pages, there only while something is wrong:
   <script src="https://status.example.com/embed.js" defer></script> */
(() => {
  "use strict";
  const doc = document, own = doc.currentScript;
  if (!own || !window.fetch) return;
  const source = new URL("build.json", own.src);
  const look =
    "padding:.75em 1em;background:#fdf1d8;color:#221e14;border-block-end:3px solid #8a5a00;" +
    "font:1em/1.4 system-ui,sans-serif";
  let strip, shown, sheet, inside, gone, expiry, until, timer, due;

  const hide = () => {
    clearTimeout(expiry);
    if (strip) strip.remove();
    strip = shown = null;
  };

  const add = (name, said) =>
    strip.append(Object.assign(doc.createElement(name), said), " ");

  /* A policy forbids style attributes and elements, but no sheet that a script makes. */
  const style = () => {
    if (!("adoptedStyleSheets" in doc)) strip.style.cssText = look;
    else if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(
        `:where(.statusgen-strip){${look}}:where(.statusgen-strip a){color:inherit}`
      );
      doc.adoptedStyleSheets = [...doc.adoptedStyleSheets, sheet];
    }
  };

  const place = () => {
    if (!strip || strip.isConnected || !doc.body) return;
    if (inside) own.before(strip);
    else doc.body.prepend(strip);
  };

  /* It went with its part of the page, where the next one may run. */
  const lost = () => {
    gone = gone || (inside && !own.isConnected);
    inside = own.isConnected && !doc.head.contains(own);
    return gone;
  };

  const show = said => {
    const text = JSON.stringify(said);
    if (shown !== text) {
      hide();
      strip = doc.createElement("aside");
      strip.className = "statusgen-strip";
      strip.lang = said.lang;
      strip.dir = said.dir;
      strip.setAttribute("aria-label", said.title);
      style();
      add("strong", { textContent: said.headline });
      if (said.since) add("span", { textContent: said.since });
      add("a", { textContent: said.details, href: said.url });
      shown = text;
    }
    place();
  };

  const later = (what, time) => setTimeout(what, Math.min(time, 0x7fffffff));

  const ask = async () => {
    let again = 6e4;
    clearTimeout(timer);
    due = 0;
    try {
      const stop = new AbortController(), { signal } = stop;
      later(() => stop.abort(), 3e4);
      const answer = await fetch(source, { cache: "no-store", credentials: "omit", signal });
      if (!answer.ok) throw 0;
      const build = await answer.json();
      const { headers } = answer;
      const date = Date.parse(headers.get("Date")), age = (+headers.get("Age") || 0) * 1e3;
      /* A network says when it was made or when it is sent. */
      const now = Math.min(Math.max(Date.now(), date), date + age) || Date.now();
      const fresh = build.freshness * 1e3, left = Date.parse(build.built_at) + fresh - now;
      again = Math.max(3e4, fresh / 2) || again;
      if (lost() || !build.strip || !(left >= 0)) throw 0;
      show(build.strip);
      clearTimeout(expiry);
      expiry = later(hide, left);
      until = Date.now() + left;
    } catch (_) {
      hide();
    }
    if (gone) return;
    due = Date.now() + again;
    timer = later(ask, again);
  };

  if (doc.body) ask();
  else doc.addEventListener("DOMContentLoaded", ask);

  /* While a device sleeps no timer runs, and a page in sight is not told of it. */
  const wake = () => {
    if (Date.now() > until) hide();
    if (due && Date.now() > due) ask();
  };
  doc.addEventListener("visibilitychange", wake);
  setInterval(wake, 1e4);

  /* The page may get another body. */
  new MutationObserver(() => {
    if (!lost()) return place();
    clearTimeout(timer);
    due = 0;
    hide();
  }).observe(doc.documentElement, { childList: true });
})();
