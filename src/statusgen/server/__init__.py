"""The preview: a site in a browser while it is written, always as it is on the disk.

`preview` holds the site in memory and builds, `watch` says when, `http` answers browsers, `events`
tells them, `pages` draws what is the preview's own. It writes nothing, reads no clock but the one
that it is given, and prints nothing. `transitions` stands alone: what lies ahead, in words.
"""

from __future__ import annotations

from statusgen.server.http import Server
from statusgen.server.preview import Preview, State
from statusgen.server.site import Clock, ahead
from statusgen.server.transitions import Transition, facts, text, transitions

__all__ = [
    "Clock",
    "Preview",
    "Server",
    "State",
    "Transition",
    "ahead",
    "facts",
    "text",
    "transitions",
]
