"""YAML in which every value is still text and knows its line and column.

Types are asked for later, by whoever knows the field: here `12:30` is five characters and `NO` is
a word. Tags, anchors, aliases and merge keys are refused, depth and size are bounded, and a mistake
is explained in an author's words. Knows no field of statusgen's.
"""

from statusgen.located.document import CONFIG_LIMIT, FRONT_MATTER_LIMIT, load, load_texts
from statusgen.located.inline import load_inline, load_inline_texts
from statusgen.located.nodes import Mapping, Node, Scalar, Sequence, excerpt
from statusgen.located.simple import Texts
from statusgen.located.tree import NOT_ON_A_PAGE

__all__ = [
    "CONFIG_LIMIT",
    "FRONT_MATTER_LIMIT",
    "NOT_ON_A_PAGE",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "Texts",
    "excerpt",
    "load",
    "load_inline",
    "load_inline_texts",
    "load_texts",
]
