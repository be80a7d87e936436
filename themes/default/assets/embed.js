/* A strip for your own pages, there only while something is wrong:
   <script src="https://status.example.com/embed.js" defer></script>
   Works under a strict content security policy that allows this script and connections to its
   site. Restyle it by the class statusgen-strip. */
(function () {
  "use strict";
  var own = document.currentScript;
  if (!own || !window.fetch) return;
  var base = own.src.replace(/[^/]*$/, "");
  var strip = null;

  function hide() {
    if (strip) strip.remove();
    strip = null;
  }

  function add(parent, name, text) {
    var element = document.createElement(name);
    element.textContent = text;
    parent.append(element, " ");
    return element;
  }

  function show(said) {
    hide();
    strip = document.createElement("aside");
    strip.className = "statusgen-strip";
    strip.setAttribute("aria-label", said.title);
    strip.style.cssText =
      "padding:.75em 1em;background:#fdf1d8;color:#221e14;border-block-end:3px solid #8a5a00;" +
      "font:1em/1.4 system-ui,sans-serif";
    add(strip, "strong", said.headline);
    add(strip, "span", said.since);
    var link = add(strip, "a", said.details);
    link.href = said.url;
    link.style.color = "inherit";
    if (document.body && document.body.contains(own)) own.before(strip);
    else document.body.prepend(strip);
  }

  function look() {
    var again = 60;
    fetch(base + "build.json", { cache: "no-cache", credentials: "omit" })
      .then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        var date = Date.parse(answer.headers.get("Date"));
        var age = Number(answer.headers.get("Age")) || 0;
        return answer.json().then(function (build) {
          var now = date ? date + age * 1000 : Date.now();
          again = Math.max(30, build.freshness / 2);
          var fresh = now - Date.parse(build.built_at) <= build.freshness * 1000;
          if (fresh && build.strip) show(build.strip);
          else hide();
        });
      })
      .catch(hide)
      .then(function () {
        setTimeout(look, again * 1000);
      });
  }

  if (document.body) look();
  else document.addEventListener("DOMContentLoaded", look);
})();
