"""One call to a provider's interface: a note for what went wrong, or nothing. Retries once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from statusgen.publish.http import NoAnswer, said, send
from statusgen.publish.redact import redacted
from statusgen.publish.target import Run

__all__ = ["ask", "credential"]

SECONDS = 15.0
"""How long one call may take: readers see the new page within half a minute without it."""

_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_PAUSE = 1.0


def ask(
    where: str,
    url: str,
    run: Run,
    *,
    headers: Callable[[], Mapping[str, str]],
    body: bytes = b"",
) -> str:
    """Ask, once more if the host was busy or silent; return a note, "" where it was done.

    `headers` makes them anew for each time, since a signature holds the time.
    """
    why = ""
    for again in (False, True):
        if again:
            run.pause(_PAUSE)
        try:
            answer = send(
                "POST", url, headers=headers(), body=body, environ=run.environ, seconds=SECONDS
            )
        except NoAnswer as error:
            why = redacted(error.what, run.environ)
            continue
        if answer.ok:
            return ""
        why = f"it answered {said(answer, run.environ)}"
        if answer.status not in _AGAIN:
            break
    return f"{where} was not told what changed: {why}; readers see it when its cache runs out"


def credential(where: str, names: tuple[str, ...], run: Run) -> tuple[str, str]:
    """Return the first of these variables that is set, and a note where none is."""
    for name in names:
        if value := run.environ.get(name, "").strip():
            return value, ""
    listed = " or ".join(names)
    return "", f"{where} was not told what changed: the variable {listed} is not set"
