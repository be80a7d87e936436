/* What a status page can only do while it is open: the reader's own time, how long ago, the newest
   state without a reload, and a warning when this copy may be out of date. The page is whole without
   it. Its words stand in data attributes of its element, in the language of the page. */
(function () {
  "use strict";
  var own = document.currentScript, words = own.dataset;
  var root = own.src.replace(/assets\/[^/]*$/, "");
  var lang = document.documentElement.lang, zone = words.zone;
  var digest = null, build = null, failed = 0, timer;
  var seconds = [["day", 86400], ["hour", 3600], ["minute", 60]];

  function all(selector, use) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), use);
  }

  function clock(at, where, day) {
    var form = { hour: "2-digit", minute: "2-digit", timeZone: where, timeZoneName: "short" };
    if (day) form.day = form.month = "numeric";
    return new Intl.DateTimeFormat(lang, form).format(at);
  }

  function ago(at) {
    var gone = (Date.now() - at) / 1000, unit = "minute", size = 60;
    if (Math.abs(gone) >= 172800) return "";
    seconds.some(function (one) {
      if (Math.abs(gone) < one[1]) return false;
      unit = one[0]; size = one[1];
      return true;
    });
    return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(-Math.trunc(gone / size), unit);
  }

  /* Beside the printed time and zone, never instead of them. */
  function times() {
    var here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    all("time", function (one) {
      var at = Date.parse(one.getAttribute("datetime")), said = [];
      if (isNaN(at)) return;
      if (here && clock(at, here, true).replace(/ [^ ]*$/, "") !== clock(at, zone, true).replace(/ [^ ]*$/, ""))
        said.push(words.yours.replace("{time}", clock(at, here, true)));
      if (ago(at)) said.push(ago(at));
      var note = one.nextElementSibling;
      if (!note || note.className !== "own") {
        note = document.createElement("span");
        note.className = "own";
        one.after(note);
      }
      note.textContent = said.length ? " (" + said.join(", ") + ")" : "";
    });
    all("[data-from]", function (one) {
      var now = Date.now(), to = Date.parse(one.dataset.to);
      one.hidden = now < Date.parse(one.dataset.from) || now >= to;
    });
  }

  function warn() {
    var line = document.getElementById("stale");
    var old = build && Date.now() - Date.parse(build.built_at) > build.freshness * 1000;
    var past = build && Date.now() >= Date.parse(build.valid_until);
    var text = "";
    if (build && (old || past || failed))
      text = words.stale.replace("{time}", clock(Date.parse(build.built_at), zone, true));
    else if (!build && failed) text = words.unconfirmed;
    if (line.textContent !== text) line.textContent = text;
  }

  function refresh() {
    return fetch(location.pathname, { cache: "no-cache" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html");
      var main = fresh.querySelector("main"), old = document.querySelector("main");
      if (!main || main.innerHTML === words.main) return;
      words.main = main.innerHTML;
      var focused = old.contains(document.activeElement) && document.activeElement;
      var path = focused && focused.getAttribute("href");
      old.replaceChildren.apply(old, main.childNodes);
      if (path) all('main a', function (one) { if (one.getAttribute("href") === path) one.focus(); });
      document.title = fresh.title;
      document.getElementById("news").textContent = words.news.replace("{title}", fresh.title);
    });
  }

  function look() {
    clearTimeout(timer);
    if (document.hidden) return;
    fetch(root + "build.json", { cache: "no-cache" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }).then(function (said) {
      var news = digest && said.digest !== digest;
      build = said;
      failed = 0;
      return (news ? refresh() : Promise.resolve()).then(function () { digest = said.digest; });
    }).catch(function () { failed += 1; }).then(function () {
      times();
      warn();
      var wait = Math.min(60 * Math.pow(2, failed), 900) * (0.8 + 0.4 * Math.random());
      var left = build ? (Date.parse(build.valid_until) - Date.now()) / 1000 + 5 : wait;
      timer = setTimeout(look, 1000 * (left > 5 ? Math.min(wait, left) : wait));
    });
  }

  times();
  setInterval(function () { times(); warn(); }, 30000);
  document.addEventListener("visibilitychange", look);
  look();
})();
