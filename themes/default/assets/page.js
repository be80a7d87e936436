// Decision 9.
"use strict";
{
const doc = document, { src, dataset: said } = doc.currentScript, { lang } = doc.documentElement,
	all = (what, page = doc) => [...page.querySelectorAll(what)], [main] = all("main"),
	say = ([one], text) => one.textContent === text || (one.textContent = text),
	{ abs, max, min, round } = Math, parse = Date.parse, now = () => Date.now() + skew,
	format = (timeZone, day = { weekday: "short" }) =>
		new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", timeZone, ...day }),
	places = () => all("main, main :is(a, summary, [id], [tabindex])"),
	name = one => `#${one.id || one.href || (one.firstChild || one).textContent}`;
let { zone, unconfirmed: stale } = said, shown = main.innerHTML, skew = 0, failed = 0, due, digest, last, soon, wait, timer;
try { format(zone); } catch { zone = void 0; }
const site = format(zone),
	when = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });

function tick() {
	const here = format();
	for (const time of all("main time")) {
		const from = parse(time.dateTime), to = parse(time.dataset.ends) || from,
			yours = here.formatRange(from, to),
			local = yours === site.formatRange(from, to) ? "" : ` (${said.yours.replace("{time}", yours)})`,
			left = round(((now() < from && !time.dataset.over ? from : now() < to ? 0 : to) - now()) / 6e4),
			ago = abs(left) < 1440 ? ` (${when.format(...abs(left) < 60 ? [left, "minute"] : [round(left / 60), "hour"])})` : "";
		time.nextElementSibling?.matches(".own") || time.insertAdjacentHTML("afterend", "<span class=own>");
		say([time.nextElementSibling], local + ago);
	}
	for (const one of all("[data-from]")) one.hidden = now() < parse(one.dataset.from) || now() >= parse(one.dataset.to) || !(one.textContent ||= one.dataset.says);
	say(all("#stale"), failed > 1 || now() > due ? stale : "");
}

function renew(page, build) {
	const [fresh] = all("main", page);
	if (build !== last || shown === (shown = fresh.innerHTML)) return;
	let focus = main, move, twins = {}, at = doc.activeElement,
		old = places().map(one => [one, one.getClientRects()[0]?.y]);
	main.replaceChildren(...fresh.childNodes);
	tick();
	for (const one of places()) (twins[name(one)] ||= []).push(one);
	for (const [one, was] of old.reverse()) {
		const twin = twins[name(one)]?.pop();
		if (!twin) continue;
		twin.parentNode.open = one.parentNode?.open;
		if (one === at) focus = twin;
		if (was >= 0) move = () => scrollBy(0, twin.getClientRects()[0]?.y - was);
	}
	at.isConnected || focus.focus({ preventScroll: 1 });
	move?.();
	doc.title = page.title;
	all("[rel=icon]")[0].href = all("[rel=icon]", page)[0].href;
	say(all("#news"), said.news.replace("{headline}", () => all("[property$=title]", page)[0]?.content || page.title));
}

async function get(url) {
	const stop = new AbortController();
	setTimeout(() => stop.abort(), 3e4);
	const reply = await fetch(url, { cache: "no-cache", signal: stop.signal });
	if (reply.ok || reply.status === 404) return reply;
}

async function ask() {
	if (doc.hidden || /^file/.test(location)) return;
	clearTimeout(timer);
	say(all("#news"), "");
	try {
		const reply = await get(new URL("../build.json", src)),
			build = last = await reply.json(), until = parse(build.valid_until),
			built = parse(build.built_at), date = parse(reply.headers.get("Date")) - Date.now();
		if (!until) throw 0;
		skew = max(date, min(0, date + reply.headers.get("Age") * 1e3)) || 0;
		if (build.digest !== digest) soon = now() + 12e4;
		if (now() < soon) renew(new DOMParser().parseFromString(await (await get(location)).text(), "text/html"), build);
		digest = build.digest;
		stale = said.stale.replace("{time}",
			format(zone, { day: "numeric", month: "long", timeZoneName: "short", calendar: "gregory" }).format(built));
		due = min(until, built + build.freshness * 1e3);
		wait = until > now() ? min(6e4, until + 5e3 - now()) : 6e4;
		failed = 0;
	} catch {
		wait = min(5e3 * 2 ** failed++, 6e5);
	}
	tick();
	timer = setTimeout(ask, wait * (1 + Math.random() / 5));
}

tick();
ask();
setInterval(tick, 1e4);
doc.onvisibilitychange = ononline = ask;
}
