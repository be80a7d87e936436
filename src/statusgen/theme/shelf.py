"""Compiled templates kept between builds, as bytes, by what they were compiled from."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from importlib.util import MAGIC_NUMBER
from types import CodeType
from typing import cast

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

__all__ = ["Shelf"]


class Shelf(BytecodeCache):
    """Compiled templates by what they were compiled from and by what can run them.

    `kept` are those that another process has compiled; `added` those that this one had to.
    """

    def __init__(self, kept: Mapping[str, bytes]) -> None:
        self._kept = kept
        self.added: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from the shelf, if it is there and whole."""
        data = self._kept.get(_label(bucket))
        if data is None:
            return
        try:
            bucket.code = cast(CodeType, marshal.loads(data))
        except (EOFError, TypeError, ValueError):
            bucket.code = None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Put a template onto the shelf."""
        self.added[_label(bucket)] = marshal.dumps(bucket.code)


def _label(bucket: Bucket) -> str:
    return f"{bucket.key}-{bucket.checksum}-{jinja2.__version__}-{MAGIC_NUMBER.hex()}"
