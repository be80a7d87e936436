"""The rules for hosts: one for each file, none twice, and what each must say."""

from __future__ import annotations

import re

from tests.conformance.hosting import header_rules, host, matching
from tests.conformance.sites import Built

from statusgen.artifact import Artifact, CacheClass, Template

UNREAD = ("_headers", ".nojekyll")
"""Files that hosts act on and nobody is sent."""

SPECIFIED = {
    "current": "public, max-age=10, s-maxage=30, stale-while-revalidate=30, stale-if-error=604800",
    "entry": "public, max-age=30, s-maxage=30, stale-while-revalidate=30, stale-if-error=2592000",
    "feed": "public, max-age=60, s-maxage=60, stale-while-revalidate=60, stale-if-error=604800",
    "immutable": "public, max-age=31536000, immutable",
    "no_cache": "no-cache",
}
CLASSES = {
    "current": r"index\.html|404\.html|components/[^/]+/index\.html|api/v2/(?!schema/).*"
    r"|(components/[^/]+/)?badge\.svg|embed\.(html|js)|status\.txt|index\.md",
    "entry": r"(incidents|maintenance)/[^/]+/index\.html|history/([0-9]+/)?index\.html"
    r"|subscribe/index\.html|sitemap\.xml|robots\.txt|\.nojekyll|_headers|api/v2/schema/.*",
    "feed": r"((components|groups)/[^/]+/)?feed\.(xml|atom|json)|history\.(rss|atom)"
    r"|(components/[^/]+/)?maintenance\.ics",
    "immutable": r"assets/.+\.[0-9a-f]{12}\.(js|svg|png)",
    "no_cache": r"build\.json",
}


def addresses(path: str) -> list[str]:
    """Give the ways in which a host may be asked for a file: its path, and the short ones."""
    if path.endswith("index.html"):
        return [f"/{path}", f"/{path.removesuffix('index.html')}"]
    return (
        [f"/{path}", f"/{path.removesuffix('.html')}"] if path.endswith(".html") else [f"/{path}"]
    )


def fields(site: Built, address: str) -> dict[str, str]:
    """Return what the one rule for an address says."""
    [rule] = matching(header_rules(site.text("_headers")), address)
    found = dict(rule[1])
    assert len(found) == len(rule[1]), rule
    return found


def sent(site: Built) -> list[Artifact]:
    return [one for one in site.plan.artifacts if one.path not in UNREAD]


def test_the_classes_are_those_of_the_specification():
    assert {one.name.lower(): one.value for one in CacheClass} == SPECIFIED


def test_every_file_is_of_the_class_that_is_specified(site: Built):
    for one in site.plan.artifacts:
        [name] = [name for name, paths in CLASSES.items() if re.fullmatch(paths, one.path)]
        stub = "stub" in getattr(one.renderer, "name", "")
        assert one.cache.name.lower() == ("current" if stub else name), one.path


def test_each_address_of_a_file_has_one_rule_with_its_cache_control(site: Built):
    stubs = any(one.renderer == Template("stub.html") for one in site.plan.artifacts)
    for one in sent(site):
        for address in addresses(one.path):
            said = fields(site, address)["Cache-Control"]
            # Ids are placeholders: where one page is a stub, all of its kind are asked for sooner.
            assert said == one.cache.value or (stubs and said == CacheClass.CURRENT.value), address


def test_no_rule_is_for_nothing(site: Built):
    every = [address for one in sent(site) for address in addresses(one.path)]
    for rule in header_rules(site.text("_headers")):
        assert any(matching((rule,), address) for address in every), rule[0]


def test_there_are_few_rules_and_short_ones_however_large_the_site(shop: Built, github: Built):
    # Cloudflare Pages reads a hundred rules, and of a line two thousand characters.
    for site in (shop, github):
        rules = header_rules(site.text("_headers"))
        assert 30 < len(rules) <= 100
        assert max(map(len, site.text("_headers").split("\n"))) < 2000
        # Neither a year nor an entry more, nor a theme's picture, adds one.
        patterns = {pattern for pattern, _ in rules}
        assert {"/incidents/:id/", "/history/:year/", "/assets/*"} <= patterns


def test_what_other_sites_read_may_be_read_by_them_and_pages_may_not(site: Built):
    for one in sent(site):
        if one.path in ("sitemap.xml", "robots.txt"):
            continue
        said = fields(site, f"/{one.path}")
        page = isinstance(one.renderer, Template)
        assert said.get("Access-Control-Allow-Origin") == (None if page else "*"), one.path
        assert said.get("Content-Type", one.media_type) == one.media_type
        assert ("Content-Type" in said) is not (page or one.path.startswith("assets/"))
        assert said["X-Content-Type-Options"] == "nosniff"
        assert said["Strict-Transport-Security"] == "max-age=31536000"


def test_the_strip_can_tell_how_old_the_answer_is(shop: Built):
    assert fields(shop, "/build.json")["Access-Control-Expose-Headers"] == "Date, Age"


def test_pages_carry_the_policy_that_they_repeat_themselves(site: Built):
    for one in sent(site):
        if isinstance(one.renderer, Template):
            said = fields(site, f"/{one.path}")
            policy = said["Content-Security-Policy"]
            meta = re.search(r'Content-Security-Policy" content="([^"]*)"', site.text(one.path))
            assert meta
            assert policy == f"{meta[1].replace('&#39;', chr(39))}; frame-ancestors 'none'"
            assert "script-src 'self'; connect-src 'self';" in policy
            assert "unsafe" not in policy
            assert said["X-Frame-Options"] == "DENY"
            assert said["Referrer-Policy"] == "no-referrer"


def test_rules_that_a_host_would_join_are_found():
    rules = header_rules("/a/:id\n  X: 1\n\n/a/*\n  X: 2\n\n/b\n  Y: 3\n")
    assert [pattern for pattern, _ in matching(rules, "/a/b")] == ["/a/:id", "/a/*"]
    assert [pattern for pattern, _ in matching(rules, "/a/b/c")] == ["/a/*"]
    assert matching(rules, "/b/") == []


def test_a_host_that_obeys_the_rules_sends_them(shop: Built):
    with host(shop.files) as served:
        assert dict(served.fields("/feed.xml"))["Cache-Control"] == CacheClass.FEED.value
        assert dict(served.fields("/"))["Cache-Control"] == CacheClass.CURRENT.value
