"""Does the page stand on what it reports on: then it is down on the day that it is needed.

What can be told from outside only: names, addresses, and what a host says of itself. A shared
network behind different names cannot be seen from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from statusgen.doctor.finding import Finding, warning
from statusgen.doctor.reach import Reached
from statusgen.publish.http import Answer

__all__ = ["dependence", "providers", "registrable"]

# A header, what its value matches, and the names that people call the provider by.
_SIGNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("cf-ray", "", ("Cloudflare",)),
    ("server", "cloudflare", ("Cloudflare",)),
    ("x-amz-cf-id", "", ("CloudFront", "Amazon", "AWS")),
    ("server", "AmazonS3", ("Amazon S3", "Amazon", "AWS", "S3")),
    ("x-amz-request-id", "", ("Amazon S3", "Amazon", "AWS", "S3")),
    ("x-fastly-request-id", "", ("Fastly",)),
    ("x-served-by", "^cache-", ("Fastly",)),
    ("x-nf-request-id", "", ("Netlify",)),
    ("server", "netlify", ("Netlify",)),
    ("x-vercel-id", "", ("Vercel",)),
    ("x-github-request-id", "", ("GitHub",)),
    ("server", "github", ("GitHub",)),
    ("server", "gitlab", ("GitLab",)),
    ("x-ms-request-id", "", ("Azure", "Microsoft")),
    ("x-azure-ref", "", ("Azure Front Door", "Azure", "Microsoft")),
    ("x-goog-generation", "", ("Google Cloud", "Google", "GCS")),
    ("server", "^(gws|google)", ("Google Cloud", "Google")),
    ("x-akamai-request-id", "", ("Akamai",)),
    ("server", "akamai", ("Akamai",)),
    ("x-sucuri-id", "", ("Sucuri",)),
)

_SECOND_LEVEL = frozenset("ac co com edu gov ltd me mil net nhs nom or org plc police sch".split())
_NEAR = {4: 24, 6: 48}  # bits of an address that hosts of one network share


def dependence(reached: Reached) -> Iterator[Finding]:
    """Compare where the page stands with what the site reports on."""
    if reached.own is None:
        return
    here = providers(reached.front)
    # A group may be called like the one service in it, and one provider has several names.
    for name in dict.fromkeys(reached.own.names):
        found = (one for one in here if re.search(rf"\b{re.escape(one)}\b", name, re.IGNORECASE))
        if provider := next(found, ""):
            what = f"the page is served by {provider}, and reports on '{name}'"
            hint = f"publish it as well where {provider} has no part in it"
            yield warning("provider", what, hint)
    host = urlsplit(reached.url).hostname or ""
    addresses = reached.resolve(host)
    seen: set[str] = set()
    for home in reached.own.homes:
        other = urlsplit(home).hostname or ""
        if not other or other in seen:
            continue
        seen.add(other)
        if other == host or _near(addresses, reached.resolve(other)):
            what = f"the page and {other} are answered by the same network"
            hint = "when that is down both are: publish the page at a provider of its own"
            yield warning("same-network", what, hint)
        elif registrable(other) == registrable(host):
            what = f"the page and {other} share the domain {registrable(host)}"
            hint = "when its DNS fails both are gone: keep a second address at another registrar"
            yield warning("same-domain", what, hint)


def providers(answer: Answer) -> tuple[str, ...]:
    """Name who serves an answer, by each name that people may call them."""
    found: dict[str, None] = {}
    for header, pattern, names in _SIGNS:
        value = answer.header(header)
        if value and re.search(pattern, value, re.IGNORECASE):
            found.update(dict.fromkeys(names))
    return tuple(found)


def registrable(host: str) -> str:
    """Return the part of a host's name that somebody has registered, as far as one can guess.

    The list of public suffixes is long and changes: only the common second levels are known.
    """
    labels = host.lower().rstrip(".").split(".")
    if len(labels) < 3 or labels[-1].isdigit():
        return ".".join(labels)
    deep = labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2
    return ".".join(labels[-3 if deep else -2 :])


def _near(one: Iterable[str], other: Iterable[str]) -> bool:
    return not _networks(one).isdisjoint(_networks(other))


def _networks(addresses: Iterable[str]) -> set[str]:
    found = (ip_address(one.partition("%")[0]) for one in addresses)
    return {str(ip_network(f"{one}/{_NEAR[one.version]}", strict=False)) for one in found}
