"""Telling a CDN what changed, so that it asks again at once instead of in half a minute.

An optimisation and never a condition: what fails here is a note. Only what changed is purged, by
address, and never a file whose name says what it holds. No cache is emptied as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from urllib.parse import quote

from statusgen import confirmation, located
from statusgen.errors import Problem
from statusgen.located import Scalar
from statusgen.parse.fields import Fields
from statusgen.publish.http import is_private
from statusgen.publish.purge.cloudflare import Cloudflare
from statusgen.publish.purge.cloudfront import CloudFront
from statusgen.publish.purge.fastly import Fastly
from statusgen.publish.target import Run

__all__ = ["Purge", "addresses", "after", "make"]

_KNOWN = {
    "cloudfront": ("type", "distribution", "endpoint"),
    "cloudflare": ("type", "zone", "endpoint"),
    "fastly": ("type", "service", "endpoint"),
}
_ALL = tuple(dict.fromkeys(name for known in _KNOWN.values() for name in known))

NEVER_ASKED_FOR = frozenset({"_headers", ".nojekyll", confirmation.NAME})
"""Hosts read the first two and serve neither; a cache asks for the last one every time."""


class Purge(Protocol):
    """One CDN in front of one target. `where` names it in messages."""

    @property
    def where(self) -> str:
        """What it is called in messages: "Cloudflare zone abc"."""

    def purge(self, addresses: tuple[str, ...], run: Run) -> tuple[str, ...]:
        """Have these addresses forgotten; return a note for whatever could not be done."""


def make(node: located.Mapping, problems: list[Problem]) -> Purge | None:
    """Read the `cdn:` of a target; None where a problem says what is wrong with it.

    Its keys are `type` (cloudfront, cloudflare or fastly), `distribution`, `zone` or `service`, and
    `endpoint` for a stand-in of the provider's own address.
    """
    written = next((value for key, value in node.pairs if key.text == "type"), None)
    kind_text = written.text if isinstance(written, Scalar) else ""
    before = len(problems)
    known = _KNOWN.get(kind_text, _ALL)
    fields = Fields(node, problems=problems, known=known, of="a CDN")
    kind = fields.choice("type", {one: one for one in _KNOWN}, noun="CDN", required=True)
    endpoint = fields.line("endpoint", example="https://api.example/") or ""
    if endpoint and not is_private(endpoint):
        what = "'endpoint' must be an https address"
        fields.problem(fields.where("endpoint"), "wrong-value", what, "write https://…")
    made: Purge | None = None
    if kind == "cloudfront":
        name = fields.line("distribution", required=True, example="E2QWRUHEXAMPLE")
        made = CloudFront(distribution=name or "", endpoint=endpoint or CloudFront.OWN)
    elif kind == "cloudflare":
        name = fields.line("zone", required=True, example="023e105f4ecef8ad9ca31a8372d0c353")
        made = Cloudflare(zone=name or "", endpoint=endpoint or Cloudflare.OWN)
    elif kind == "fastly":
        name = fields.line("service", example="SU1Z0isxPaozGVKXdv0eY")
        made = Fastly(service=name or "", endpoint=endpoint or Fastly.OWN)
    return made if len(problems) == before else None


def after(purge: Purge, paths: Iterable[str], run: Run, *, url: str) -> tuple[str, ...]:
    """Have a CDN forget the changed paths of the site at `url`; return notes, never raise.

    A dry run and a run in which nothing changed ask nothing.
    """
    found = addresses(paths, url)
    if run.dry_run or not found:
        return ()
    return purge.purge(found, run)


def addresses(paths: Iterable[str], url: str) -> tuple[str, ...]:
    """Return the addresses under which readers ask for files: "dir/" beside "dir/index.html".

    Assets are left out: their names change with what they hold.
    """
    found: dict[str, None] = {}
    for path in sorted(set(paths)):
        if path.startswith("assets/") or path in NEVER_ASKED_FOR:
            continue
        address = url + quote(path)
        if path == "index.html" or path.endswith("/index.html"):
            found[address.removesuffix("index.html")] = None
        found[address] = None
    return tuple(found)
