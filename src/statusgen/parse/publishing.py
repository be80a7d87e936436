"""`publish:` and `tell:` of statusgen.yml: their shape, and that no secret stands in them.

What each kind of target may have beside its type and name is for those who publish: the places of
all keys and values are handed on. Opens no connection and knows no kind of target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from statusgen import located
from statusgen.errors import Location, Problem
from statusgen.located import excerpt
from statusgen.parse.fields import Fields

__all__ = ["TELL_KEYS", "name_of", "read"]

_EXAMPLE = "[{type: directory, path: /srv/status}]"
TELL_KEYS = ("websub", "webhooks")
_NAME = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")
_MOST_LETTERS = 40

# One word of a key says it, or two that follow each other; `…_env` names a variable instead.
_SECRET_WORDS = frozenset(
    "accesskey apikey auth authorization bearer passphrase passwd password privatekey pwd sas "
    "secret secretkey secrets token tokens".split()
)
_SECRET_PAIRS = frozenset(
    [
        ("access", "key"),
        ("account", "key"),
        ("api", "key"),
        ("connection", "string"),
        ("private", "key"),
        ("secret", "key"),
        ("service", "account"),
        ("shared", "key"),
        ("signing", "key"),
    ]
)
_ELSEWHERE = frozenset(("env", "file", "path"))
_WITH_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@", re.IGNORECASE)


def read(
    config: Fields, problems: list[Problem]
) -> tuple[located.Sequence | None, located.Mapping | None]:
    """Return what is under `publish` and under `tell`; what is wrong is added to `problems`.

    Every item of the list is a mapping with a type, and no two have one name.
    """
    targets = config.sequence("publish", example=_EXAMPLE)
    tell = config.mapping("tell", example="{websub: [https://hub.example/]}")
    for node in (targets, tell):
        for where, what in _secrets(node):
            hint = (
                "give it in an environment variable, take it out of this file, and change it if "
                "anybody may have seen it"
            )
            problems.append(Problem(where, "secret", what, hint))
    if targets is not None:
        _hold_apart(targets, problems)
    if tell is not None:
        Fields(tell, problems=problems, known=TELL_KEYS, of="'tell'")
    return targets, tell


def name_of(item: located.Mapping) -> str:
    """Return what a target is called: by its `name`, or else by its type."""
    texts = {
        key.text: value.text.strip()
        for key, value in item.pairs
        if isinstance(value, located.Scalar)
    }
    return texts.get("name") or texts.get("type", "")


def _hold_apart(targets: located.Sequence, problems: list[Problem]) -> None:
    """See that every target has a type, and a name of its own that fits into a table."""
    taken: dict[str, Location] = {}
    for item in targets.items:
        if not isinstance(item, located.Mapping):
            what, hint = "a target must have keys and values", f"write it like {_EXAMPLE[1:-1]}"
            problems.append(Problem(item.where, "wrong-type", what, hint))
            continue
        known = tuple(key.text for key, _ in item.pairs)
        fields = Fields(item, problems=problems, known=known, of="a target")
        kind = fields.line("type", required=True, example="directory")
        name = fields.line("name", example="main") or kind
        fields.mapping("cdn", example="{type: cloudfront, distribution: E123}")
        if kind is None or name is None:
            continue
        where = fields.where("name" if fields.has("name") else "type")
        if _NAME.fullmatch(name) is None or len(name) > _MOST_LETTERS:
            what = f"'{excerpt(name)}' cannot be the name of a target"
            hint = "take up to 40 letters, digits, hyphens and dots, like eu-west"
            problems.append(Problem(where, "bad-name", what, hint))
        elif name in taken:
            what = f"the name '{name}' is taken: line {taken[name].line} has it already"
            hint = "give each target a name of its own, like name: second"
            problems.append(Problem(where, "duplicate-name", what, hint))
        else:
            taken[name] = where


def _secrets(node: located.Node | None) -> Iterator[tuple[Location, str]]:
    """Yield every place that holds a secret; the place is the value's, which reports cover."""
    if isinstance(node, located.Mapping):
        for key, value in node.pairs:
            if _is_secret(key.text):
                what = f"'{excerpt(key.text)}' is a secret, and this file is no place for one"
                yield value.where, what
            else:
                yield from _secrets(value)
    elif isinstance(node, located.Sequence):
        for item in node.items:
            yield from _secrets(item)
    elif node is not None and _WITH_PASSWORD.search(node.text):
        yield node.where, "there is a password in this address, and this file is no place for one"


def _is_secret(key: str) -> bool:
    spread = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key)
    words = [word for word in re.split(r"[^a-z0-9]+", spread.casefold()) if word]
    if not words or words[-1] in _ELSEWHERE:
        return False
    pairs = pairwise(words)
    return not _SECRET_WORDS.isdisjoint(words) or any(pair in _SECRET_PAIRS for pair in pairs)
