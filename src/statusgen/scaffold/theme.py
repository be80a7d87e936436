"""A file of a theme copied into the site, to be changed there. Never replaces one that stands."""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote

from statusgen import theming
from statusgen.errors import OutputError, UsageError
from statusgen.frozen import frozen
from statusgen.manifest import temporary
from statusgen.parse.fields import suggest
from statusgen.scaffold.writing import refused
from statusgen.sources import Source
from statusgen.theme import inside
from statusgen.tree import Tree
from statusgen.workshop import InUse, chosen, in_use

__all__ = ["Copied", "copy"]

_TEMPLATES = "templates/"
_FOLDERS = (_TEMPLATES, "assets/")

_STUB = """\
{{% extends "@{layer}/{name}" %}}

{{# What is not changed here stays as the theme '{layer}' has it, in later versions too. To change a
   block, take it out of its comment: {{{{ super() }}}} is what stands there now. #}}
"""
_BLOCK = """
{{# {{% block {block} %}}{{{{ super() }}}}{{% endblock %}} #}}
"""


@frozen
class Copied:
    """A file that was written for a theme. `path` is in the site's folder.

    `layer` is the theme that the file comes from; `extended` says that it builds on that one and is
    no copy. `name` is the file's in a command, `blocks` whether parts of it can be changed alone,
    and `chosen` whether the theme is the site's own.
    """

    path: str
    theme: str
    layer: str
    extended: bool
    name: str
    blocks: bool
    chosen: bool

    def text(self, site: str = ".") -> str:
        """Say it to people, with what to do next. `site` is the folder as it was called."""
        prefix, folder = ("", "") if site == "." else (f"{site.rstrip('/')}/", f" -C {quote(site)}")
        how = "built on" if self.extended else "a copy of"
        step = "take a block out of its comment and change it" if self.extended else "change it"
        named, option = ("", "") if self.chosen else (f" {self.theme}", f" --theme {self.theme}")
        lines = [
            f"written: {prefix}{self.path}, {how} the one of theme '{self.layer}'",
            f"next: {step}, then call: statusgen theme check{named}{folder}",
        ]
        if not self.chosen:
            lines.append(f"to use this theme, write theme: {self.theme} into statusgen.yml")
        if self.blocks and not self.extended:
            command = f"statusgen theme copy --extend {self.name}{option}{folder}"
            lines += [
                "a copy does not follow later versions of the theme; to change only a part, delete",
                f"it and call: {command}",
            ]
        return "\n".join(lines)

    @property
    def facts(self) -> dict[str, object]:
        """Say it to programs."""
        return {"written": [self.path], "theme": self.theme, "from": self.layer}


def copy(site: Path, name: str, *, theme: str | None = None, extend: bool = False) -> Copied:
    """Copy a template or asset of a theme into the site's folder, where it takes that one's place.

    With `extend`, write a template instead that builds on it, its blocks in comments. `name` is a
    file's name with or without its folder: "index.html", "assets/style.css". Raises UsageError for
    what is not there and OutputError where a file stands already or none can be written.
    """
    own = chosen(site)
    used = in_use(site, theme)
    inner, layer, source = _find(used, name)
    bare = inner.removeprefix(_TEMPLATES) if inner.startswith(_TEMPLATES) else ""
    blocks = theming.blocks(used.layers, f"@{layer}/{bare}") if bare else ()
    if extend and not blocks:
        what = f"'{inner}' has no blocks that could be changed alone"
        option = "" if used.name == own else f" --theme {used.name}"
        raise UsageError(what, f"copy it whole: statusgen theme copy {name}{option}")
    path = f"themes/{used.name}/{inner}"
    _write(site, path, _stub(layer, bare, blocks) if extend else source.data)
    return Copied(
        path=path,
        theme=used.name,
        layer=layer,
        extended=extend,
        name=name,
        blocks=bool(blocks),
        chosen=used.name == own,
    )


def _find(theme: InUse, name: str) -> tuple[str, str, Source]:
    """Return a file's path inside of a theme, the layer that it is taken from, and the file.

    The site's own files are no place to copy from.
    """
    found: dict[str, tuple[str, Source]] = {}
    for layer, sources in theme.layers:
        for source in sources if layer != "site" else ():
            inner = inside(source.path)
            found.setdefault(inner, (layer, source))
    by_name = {_short(inner): inner for inner in reversed(found)}
    inner = name if name in found else by_name.get(name, "")
    if not inner:
        names = sorted(by_name)
        what = f"the theme '{theme.name}' has no file '{name}'"
        listed = f"its files are: {', '.join(names)}"
        raise UsageError(what, " ".join(filter(None, (suggest(name, names), listed))))
    return inner, *found[inner]


def _short(inner: str) -> str:
    folder = next((one for one in _FOLDERS if inner.startswith(one)), "")
    return inner.removeprefix(folder)


def _stub(layer: str, name: str, blocks: tuple[str, ...]) -> bytes:
    parts = (_BLOCK.format(block=block) for block in blocks)
    return (_STUB.format(layer=layer, name=name) + "".join(parts)).encode()


def _write(site: Path, path: str, data: bytes) -> None:
    tree, half = Tree(os.path.realpath(site)), temporary(path)
    try:
        if tree.look(path) is not None:
            hint = "change that one, or move it away to begin anew"
            raise OutputError(f"'{path}' is there already", hint)
        try:
            tree.make_folder(path.rpartition("/")[0])
            tree.write(half, data)
            tree.rename(half, path)
        except BaseException:
            tree.remove(half)
            tree.unmake_folders()
            raise
    except OSError as error:
        raise refused(path, error) from error
