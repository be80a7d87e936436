/* A strip for your own pages, there only while something is wrong:
   <script src="https://status.example.com/embed.js" defer></script>
   Works under a strict content security policy that allows this script and connections to its
   site. Restyle it by the class statusgen-strip: any rule of yours is stronger than those here. */
(function () {
  "use strict";
  var own = document.currentScript;
  if (!own || !window.fetch) return;
  var source = new URL("build.json", own.src).href;
  var look =
    "padding:.75em 1em;background:#fdf1d8;color:#221e14;border-block-end:3px solid #8a5a00;" +
    "font:1em/1.4 system-ui,sans-serif";
  var strip = null, shown = "", expiry = 0, styled = false;

  function hide() {
    clearTimeout(expiry);
    if (strip) strip.remove();
    strip = null;
    shown = "";
  }

  function add(name, text) {
    var element = document.createElement(name);
    element.textContent = text;
    strip.append(element, " ");
    return element;
  }

  /* A policy forbids style attributes and elements, but no sheet that a script makes. */
  function style() {
    if (!("adoptedStyleSheets" in document)) strip.style.cssText = look;
    else if (!styled) {
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(
        ":where(.statusgen-strip){" + look + "}:where(.statusgen-strip a){color:inherit}"
      );
      document.adoptedStyleSheets = Array.from(document.adoptedStyleSheets).concat(sheet);
      styled = true;
    }
  }

  function show(said) {
    if (strip && shown === JSON.stringify(said)) return;
    hide();
    strip = document.createElement("aside");
    strip.className = "statusgen-strip";
    strip.setAttribute("aria-label", said.title);
    style();
    add("strong", said.headline);
    if (said.since) add("span", said.since);
    add("a", said.details).href = said.url;
    shown = JSON.stringify(said);
    if (document.body.contains(own)) own.before(strip);
    else document.body.prepend(strip);
  }

  function check() {
    var again = 60;
    fetch(source, { cache: "no-cache", credentials: "omit" })
      .then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        var date = Date.parse(answer.headers.get("Date"));
        var age = Number(answer.headers.get("Age")) || 0;
        return answer.json().then(function (build) {
          var now = date ? date + age * 1000 : Date.now();
          var left = Date.parse(build.built_at) + build.freshness * 1000 - now;
          again = Math.max(30, build.freshness / 2);
          if (!build.strip || !(left >= 0)) return hide();
          show(build.strip);
          clearTimeout(expiry);
          expiry = setTimeout(hide, Math.min(left, 0x7fffffff));
        });
      })
      .catch(hide)
      .then(function () {
        setTimeout(check, Math.min(again * 1000, 0x7fffffff));
      });
  }

  if (document.body) check();
  else document.addEventListener("DOMContentLoaded", check);
})();
