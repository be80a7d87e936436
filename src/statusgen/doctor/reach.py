"""Can the page be reached, privately, where it is looked for, and for how long yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit, urlunsplit

from statusgen.doctor.finding import Finding, error, warning
from statusgen.doctor.own import Own
from statusgen.doctor.visit import Links, Resolve, Visitor, in_its_words, joined, text_of
from statusgen.frozen import frozen
from statusgen.publish.http import Answer, NoAnswer, is_private
from statusgen.report import counted

__all__ = ["Reached", "certificate", "host_time", "reach"]

HOPS = 5
FAIL_DAYS, WARN_DAYS = 7, 21
"""A certificate of 90 days is renewed when 30 are left: below 21 something does not work."""


@frozen
class Reached:
    """A front page that is there. `url` ends in a slash; `front` is its answer, `links` its links.

    `clock` tells this machine's time: a visit to a slow host takes minutes.
    """

    url: str
    front: Answer
    links: Links
    visitor: Visitor
    clock: Callable[[], datetime]
    resolve: Resolve
    pause: Callable[[float], None]
    own: Own | None

    @property
    def base(self) -> str:
        """Where the page says that it stands, with a slash: what it names begins with that."""
        return _as_folder(self.links.canonical or self.url)


def reach(
    url: str,
    visitor: Visitor,
    found: list[Finding],
    *,
    clock: Callable[[], datetime],
    resolve: Resolve,
    pause: Callable[[float], None],
    own: Own | None,
) -> Reached | None:
    """Go to the front page, over redirects; None, with a finding, where there is none."""
    asked = url = _as_folder(url)
    answer = visitor.get(url)
    for _ in range(HOPS):
        if isinstance(answer, NoAnswer) or not 300 <= answer.status < 400:
            break
        target = joined(url, answer.header("location"))
        if not target:
            found.append(error("unreachable", f"{url} leads to what is no address", "is it yours?"))
            return None
        if is_private(url) and not is_private(target):
            what = f"{url} leads to an address without encryption"
            found.append(error("insecure", what, "let it lead to an address with https://"))
            return None
        url, answer = target, visitor.get(target)
    # Readers who type http:// may be led to https://: where they end is what counts.
    if not is_private(url):
        what = "the page is asked for without encryption: anybody on the way can change it"
        found.append(error("insecure", what, "publish it at an address that begins with https://"))
    if isinstance(answer, NoAnswer):
        code = "certificate" if answer.untrusted else "unreachable"
        hint = "renew it, or ask your host to" if answer.untrusted else "is the host up?"
        found.append(error(code, f"{url} cannot be reached: {answer.what}", hint))
        return None
    if 300 <= answer.status < 400 and answer.header("location"):
        what = f"{asked} leads on and on: after {HOPS} redirects there is no page yet"
        hint = "let it lead to the page at once; a CDN may have to ask your host by https"
        found.append(error("no-page", what, hint))
        return None
    if answer.status != 200:
        what = f"{url} answers {in_its_words(answer)}"
        found.append(error("no-page", what, "is it the page's own address, and is it published?"))
        return None
    url = _as_folder(url)
    if _same(url) != _same(asked):
        what = f"{asked} leads on to {url}"
        hint = "tell readers the last address: that is one answer less to wait for"
        found.append(warning("redirect", what, hint))
    reached = Reached(
        url=url,
        front=answer,
        links=Links(url, text_of(answer)),
        visitor=visitor,
        clock=clock,
        resolve=resolve,
        pause=pause,
        own=own,
    )
    found.extend(_address(reached))
    found.extend(_plain(reached))
    return reached


def certificate(reached: Reached) -> Iterator[Finding]:
    """Say when the certificate ends soon."""
    expires = reached.front.expires
    if expires is None:
        return
    days = (expires - reached.clock()).days
    what = f"the certificate of {urlsplit(reached.url).hostname} ends in {counted(days, 'day')}"
    if days < FAIL_DAYS:
        yield error("certificate", what, "renew it now: then no browser shows the page any more")
    elif days < WARN_DAYS:
        yield warning("certificate", what, "see why it was not renewed by itself")


def host_time(answer: Answer, name: str = "date") -> datetime | None:
    """Return what time it was by the host when it made the answer, None where it does not say.

    Or another time that stands in a header.
    """
    try:
        date = parsedate_to_datetime(answer.header(name))
    except (ValueError, OverflowError):
        return None
    # In the last years of all there is no room to reckon.
    return date if date.tzinfo is not None and date.year < datetime.max.year - 9 else None


def _address(reached: Reached) -> Iterator[Finding]:
    named = reached.links.canonical
    hint = "write the address that readers use as `url` in statusgen.yml, and build again"
    if not named:
        what = "the front page does not name its own address: is it one of statusgen's?"
        yield warning("address", what)
    elif _same(named) != _same(reached.url) or is_private(named) < is_private(reached.url):
        what = f"the page says that its address is {named}, and was found at {reached.url}"
        yield warning("address", what, hint)
    elif reached.own is not None and _same(reached.own.url) != _same(named):
        what = f"the page's address is {named}, and `url` in statusgen.yml is {reached.own.url}"
        yield warning("address", what, hint)


def _plain(reached: Reached) -> Iterator[Finding]:
    """Look whether http:// leads to https://, for whoever types the bare name."""
    parts = urlsplit(reached.url)
    if parts.scheme != "https" or parts.port not in (None, 443):
        return
    plain = reached.visitor.get(urlunsplit(("http", parts.hostname or "", parts.path, "", "")))
    if isinstance(plain, NoAnswer):
        return
    target = plain.header("location").strip().lower()
    if not (300 <= plain.status < 400 and target.startswith("https://")):
        what = f"http://{parts.hostname}{parts.path} does not lead to https://"
        hint = "let your host redirect it: whoever types the bare name is at the mercy of the way"
        yield warning("plain-http", what, hint)


def _as_folder(url: str) -> str:
    parts = urlsplit(url.strip())
    path = parts.path.removesuffix("index.html")
    return urlunsplit(
        (parts.scheme, parts.netloc, path if path.endswith("/") else f"{path}/", "", "")
    )


def _same(url: str) -> tuple[str, str]:
    """Return what of an address is its own, whether with http or https."""
    parts = urlsplit(_as_folder(url))
    return (parts.netloc.lower().removesuffix(":443").removesuffix(":80"), parts.path)
