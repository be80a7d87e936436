"""New files for a site, to be changed by hand, and new updates in the files that it has.

Never replaces a file that stands, and of a file that grows every byte stays. What is written here
nobody but its author touches again: a build reads it and has no claim to it.

A command goes through these in order: `desk` (what is there), `choosing` (which entry), `templates`
and `wishes` (what is wanted), `proving` (what would come of it), `writing`, `answers`. What is
typed on the way is looked at by `trying`.
"""

from statusgen.scaffold.theme import Copied, copy

__all__ = ["Copied", "copy"]
