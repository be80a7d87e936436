"""What nginx or Caddy must be told to send the site as `_headers` says: text to include, no more.

Both obey no `_headers` file, so the same rules are written in their words: one block for each set
of fields, and no address is in two. Looks at no folder, and starts or reloads no server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from statusgen import __version__
from statusgen.errors import UsageError
from statusgen.frozen import frozen
from statusgen.publish.release import LEAST, is_text

__all__ = ["SERVERS", "Rule", "Served", "caddy", "nginx", "typed"]

Rule = tuple[str, tuple[tuple[str, str], ...]]
"""A pattern of `_headers`, and the fields for whatever matches it."""

_HIDDEN = ("_headers", ".nojekyll")
"""Files that are for other hosts, and for nobody to read."""

_NOT_FOUND = "/404.html"
_is_folder = re.compile(r"/[\w./@+-]*", re.ASCII).fullmatch
_is_base = re.compile(r"/(?:[\w.~+-]+/)*", re.ASCII).fullmatch
_is_ending = re.compile(r"\.[A-Za-z0-9]+").fullmatch
_in_regex = re.compile(r"([.+?()\[\]{}^$|\\])")


@frozen
class Served:
    """What is to be sent: the rules, the site's address, and the `root` that its files stand in.

    Rules name a media type, as `typed` returns them; `endings` are the types of files that share a
    rule with files of others, by the end of their names. Raises UsageError for a root or an address
    that cannot be written into a configuration safely.
    """

    rules: tuple[Rule, ...]
    endings: Mapping[str, str]
    url: str
    root: str

    def __post_init__(self) -> None:
        """Hold that both texts have no sign that means something to a server."""
        if not _is_folder(self.root) or "/../" in f"{self.root}/":
            what = f"'{self.root}' is not a folder that starts at the root of the server's disk"
            raise UsageError(
                what, "write it like /srv/status/current, in letters, digits and hyphens"
            )
        if not _is_base(self.base):
            what = f"the path of '{self.url}' cannot be written into a server's configuration"
            raise UsageError(what, "take letters, digits and hyphens for it in statusgen.yml")

    @property
    def base(self) -> str:
        """The path below which the site is, with both slashes: "/" or "/status/"."""
        return urlsplit(self.url).path

    def groups(self, *, folders: bool) -> dict[tuple[tuple[str, str], ...], list[str]]:
        """Gather the patterns by their fields.

        `folders` says whether the addresses of folders count: one server looks at what was asked
        for, the other at the file that it found. Short addresses that only other hosts know are
        left out: `/embed` for `/embed.html`.
        """
        every = {pattern for pattern, _ in self.rules}
        found: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for pattern, fields in self.rules:
            if f"{pattern}.html" not in every and (folders or not pattern.endswith("/")):
                found.setdefault(fields, []).append(pattern)
        return found

    def not_found(self) -> tuple[tuple[str, str], ...]:
        """Return the fields of the page that says that there is no such page."""
        return dict(self.rules)[_NOT_FOUND]

    def packable(self) -> tuple[str, ...]:
        """Return the media types of texts, without their character set."""
        named = {value for _, fields in self.rules for name, value in fields if name == _TYPE}
        bare = {one.partition(";")[0] for one in (*named, *self.endings.values())}
        return tuple(sorted(one for one in bare if is_text(one)))


_TYPE = "Content-Type"


def typed(
    rules: Iterable[Rule], files: Iterable[tuple[str, str]]
) -> tuple[tuple[Rule, ...], dict[str, str]]:
    """Return the rules with a media type in each, and what is left: types by the end of a name.

    `files` are paths from the site's root with their media types. What is left is of rules that end
    with a star, whose files may be of any type; what a server would read as more than an ending is
    left out of it, and is sent as the server sends what it does not know.
    """
    rules = tuple(rules)
    without = [pattern for pattern, fields in rules if all(name != _TYPE for name, _ in fields)]
    open_ = {
        pattern: re.compile(_regex(f"{pattern}index.html" if pattern[-1] == "/" else pattern))
        for pattern in without
    }
    types: dict[str, str] = {}
    endings: dict[str, str] = {}
    for path, media_type in files:
        for pattern in [one for one, regex in open_.items() if regex.fullmatch(f"/{path}")]:
            if pattern.endswith("*"):
                ending = PurePosixPath(path).suffix
                if _is_ending(ending):
                    endings[ending] = media_type
            else:
                types[pattern] = media_type
                del open_[pattern]
    whole = (
        (pattern, ((_TYPE, types[pattern]), *fields)) if pattern in types else (pattern, fields)
        for pattern, fields in rules
    )
    return tuple((pattern, tuple(sorted(fields))) for pattern, fields in whole), endings


def nginx(served: Served) -> str:
    """Write a `location` for nginx, to be included into a `server`."""
    base, root = served.base, served.root.rstrip("/") or "/"
    host = urlsplit(served.url).hostname
    lines = [
        *_opening(served, "nginx", "/etc/nginx/statusgen.conf"),
        "#     server {",
        f"#         server_name {host};",
        "#         include /etc/nginx/statusgen.conf;",
        "#     }",
        "#",
        "# Files that were packed before they came are sent as they are, others are packed here.",
        "# If your nginx has the module for brotli, take the # off that line as well.",
        "",
    ]
    if base != "/":
        lines += [f"location = {base.rstrip('/')} {{"]
        lines += ["    absolute_redirect off;", f"    return 301 {base};", "}", ""]
    place = f"root {root};" if base == "/" else f"alias {root.rstrip('/')}/;"
    # What is of HTML nginx packs by itself, and says so if it is named.
    packed = " ".join(one for one in served.packable() if one != "text/html")
    lines += [
        f"location {base} {{",
        f"    {place}",
        "    index index.html;",
        "    autoindex off;",
        "    absolute_redirect off;",
        # A folder without a page is refused, and is as good as not there.
        f"    error_page 403 404 =404 {base}404.html;",
        "",
        "    gzip on;",
        "    gzip_static on;",
        "    # brotli_static on;",
        "    gzip_vary on;",
        "    gzip_proxied any;",
        f"    gzip_min_length {LEAST};",
        f"    gzip_types {packed};",
        "",
    ]
    lines += [f"    location = {base}{name} {{ return 404; }}" for name in _HIDDEN]
    for fields, patterns in served.groups(folders=False).items():
        lines += ["", f"    location ~ {_one_of(patterns, base)} {{"]
        lines += [f"        {line}" for line in _nginx_type(served, fields)]
        lines += [
            f"        add_header {name} {_quoted(value)} always;"
            for name, value in fields
            if name != _TYPE
        ]
        lines.append("    }")
    return "\n".join((*lines, "}"))


def _nginx_type(served: Served, fields: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Yield what names the media type: by the end of the name where files differ.

    The character set is apart: with it in the type nginx would not know what it may pack.
    """
    named = dict(fields).get(_TYPE)
    every = [named] if named is not None else sorted(served.endings.values())
    sets = {one.partition("; charset=")[2] for one in every} - {""}
    yield f"charset {sets.pop() if len(sets) == 1 else 'off'};"
    # HTML has one in any case.
    if of := sorted({_bare(one) for one in every if "charset=" in one} - {"text/html"}):
        yield f"charset_types {' '.join(of)};"
    if named is not None:
        yield "types { }"
        yield f"default_type {_bare(named)};"
        return
    yield "types {"
    for ending, media_type in sorted(served.endings.items()):
        yield f"    {_bare(media_type)} {ending.removeprefix('.')};"
    yield "}"


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0]


def caddy(served: Served) -> str:
    """Write what is included into a site's block of a Caddyfile."""
    base, root = served.base, served.root.rstrip("/") or "/"
    host = urlsplit(served.url).hostname
    inside = "handle" if base == "/" else f"handle_path {base}*"
    lines = [
        *_opening(served, "Caddy", "/etc/caddy/statusgen.caddy"),
        f"#     {host} {{",
        "#         import /etc/caddy/statusgen.caddy",
        "#     }",
        "#",
        "# Files that were packed before they came are sent as they are, others are packed here.",
        "",
    ]
    if base != "/":
        lines += [f"redir {base.rstrip('/')} {base} permanent", ""]
    lines += [
        f"{inside} {{",
        f"\troot * {root}",
        "",
        "\tencode {",
        "\t\tgzip",
        f"\t\tminimum_length {LEAST}",
        "\t\tmatch {",
        *(f"\t\t\theader Content-Type {kind}*" for kind in served.packable()),
        "\t\t}",
        "\t}",
        "",
    ]
    for number, (fields, patterns) in enumerate(served.groups(folders=True).items(), 1):
        lines += [
            f"\t@statusgen{number} path_regexp {_one_of(patterns, '/')}",
            f"\theader @statusgen{number} {{",
            *(f"\t\t{name} {_quoted(value)}" for name, value in fields),
            "\t}",
            "",
        ]
    for ending, media_type in sorted(served.endings.items()):
        lines += [
            f"\t@statusgen-{ending[1:]} path_regexp ^/assets/.+{_in_regex.sub(_escaped, ending)}$",
            f"\theader @statusgen-{ending[1:]} {_TYPE} {_quoted(media_type)}",
            "",
        ]
    own = served.not_found()
    others = {name for _, fields in served.rules for name, _ in fields} - dict(own).keys()
    lines += [
        "\tfile_server {",
        "\t\tprecompressed br gzip",
        f"\t\thide {' '.join(_HIDDEN)}",
        "\t}",
        "}",
        "",
        "handle_errors 404 {",
        f"\t{'handle' if base == '/' else f'handle {base}*'} {{",
        f"\t\troot * {root}",
        f"\t\trewrite * {_NOT_FOUND}",
        "\t\theader {",
        *(f"\t\t\t{name} {_quoted(value)}" for name, value in own),
        *(f"\t\t\t-{name}" for name in sorted(others)),
        "\t\t}",
        "\t\tfile_server",
        "\t}",
        "}",
    ]
    return "\n".join(lines)


SERVERS: dict[str, Callable[[Served], str]] = {"nginx": nginx, "caddy": caddy}


def _opening(served: Served, server: str, file: str) -> tuple[str, ...]:
    return (
        f"# How {server} sends the status page {served.url}: made by statusgen {__version__}.",
        "# Make it again after a change of statusgen.yml or of the theme, and after an update of",
        f"# statusgen. Keep it as {file} and take it into the site's own block:",
        "#",
    )


def _regex(pattern: str) -> str:
    parts = re.split(r"(:[a-z_]+|\*)", pattern)
    kinds = {":": "[^/]+", "*": ".+"}
    return "".join(kinds.get(part[:1]) or _in_regex.sub(_escaped, part) for part in parts)


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[1]}"


def _one_of(patterns: Iterable[str], base: str) -> str:
    """Write one regular expression for addresses below the site's path."""
    start = _in_regex.sub(_escaped, base)
    return f"^{start}(?:{'|'.join(_regex(pattern)[1:] for pattern in patterns)})$"


def _quoted(value: str) -> str:
    """Write a text in double quotes. Both servers put variables in the place of some signs."""
    if any(sign in value for sign in "$\\{}\n\r"):
        raise ValueError(f"a header that a server would read as something else: {value!r}")
    return '"' + value.replace('"', '\\"') + '"'
