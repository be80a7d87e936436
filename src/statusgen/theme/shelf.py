"""Compiled templates kept between builds, as bytes, by what they were compiled from."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from importlib.util import MAGIC_NUMBER
from types import CodeType
from typing import cast

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

__all__ = ["Shelf", "label", "name_of", "own_label"]

_MADE_FOR = f"{jinja2.__version__}-{MAGIC_NUMBER.hex()}"


class Shelf(BytecodeCache):
    """Compiled templates by what they were compiled from and by what can run them.

    `kept` are those that another process has compiled, as bytes by a label for this Python, or
    written, as Python by a label for any; `added` those that this one had to compile.
    """

    def __init__(self, kept: Mapping[str, bytes | str]) -> None:
        self._kept = kept
        self.added: dict[str, bytes] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return a template's name: where its file is, is nothing to what is drawn."""
        del filename
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from the shelf, if it is there and whole."""
        data = self._kept.get(_for_this_python(_label(bucket.key, bucket.checksum)))
        code = self._kept.get(_label(bucket.key, bucket.checksum))
        try:
            if isinstance(data, bytes):
                bucket.code = cast(CodeType, marshal.loads(data))
            elif isinstance(code, str):
                bucket.code = compile(code, bucket.key, "exec")
                self.dump_bytecode(bucket)
        except (EOFError, TypeError, ValueError):
            bucket.code = None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Put a template onto the shelf."""
        own = _for_this_python(_label(bucket.key, bucket.checksum))
        self.added[own] = marshal.dumps(bucket.code)


def label(name: str, text: str) -> str:
    """Name what a template is written as, whatever Python runs it."""
    return _label(name, BytecodeCache().get_source_checksum(text))


def own_label(name: str, text: str) -> str:
    """Name what a template is compiled to for this Python."""
    return _for_this_python(label(name, text))


def name_of(own: str) -> str:
    """Return the name of the template in such a label."""
    return own.removesuffix(_for_this_python("")).rpartition("-")[0]


def _label(name: str, checksum: str) -> str:
    return f"{name}-{checksum}"


def _for_this_python(label: str) -> str:
    return f"{label}-{_MADE_FOR}"
