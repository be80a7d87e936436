"""What was found out about a live page, and how it is said. Prints nothing."""

from __future__ import annotations

from statusgen import report
from statusgen.errors import Severity
from statusgen.frozen import frozen

__all__ = ["Examined", "Finding", "error", "warning"]


@frozen
class Finding:
    """One thing that is not as it should be. An error matters to readers now; a warning may later.

    `code` is short, stable and kebab-case; `what` is a sentence without its full stop, `hint` says
    what to do.
    """

    code: str
    severity: Severity
    what: str
    hint: str = ""


def error(code: str, what: str, hint: str = "") -> Finding:
    """Make a finding that matters."""
    return Finding(code=code, severity=Severity.ERROR, what=what, hint=hint)


def warning(code: str, what: str, hint: str = "") -> Finding:
    """Make a finding that can wait."""
    return Finding(code=code, severity=Severity.WARNING, what=what, hint=hint)


@frozen
class Examined:
    """A page that was looked at: `url` is where it was found in the end."""

    url: str
    requests: int
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """1 where something matters, else 0."""
        return int(any(one.severity is Severity.ERROR for one in self.findings))

    def text(self) -> str:
        """Say it to people. What another host says cannot move a terminal's cursor."""
        blocks = [
            f"{one.severity.value}: {report.shown(one.what)}"
            + (f"\n  hint: {report.shown(one.hint)}" if one.hint else "")
            for one in self.findings
        ]
        errors = sum(one.severity is Severity.ERROR for one in self.findings)
        counts = ((errors, "error"), (len(self.findings) - errors, "warning"))
        found = " and ".join(report.counted(number, word) for number, word in counts if number)
        asked = report.counted(self.requests, "request")
        looked = f"{report.shown(self.url)}: looked at with {asked}"
        return "\n\n".join([*blocks, f"{looked}: {found or 'everything is as it should be'}"])

    def document(self) -> str:
        """Say it to programs."""
        value = {
            "url": self.url,
            "requests": self.requests,
            "findings": [
                {
                    "code": one.code,
                    "severity": one.severity.value,
                    "what": one.what,
                    "hint": one.hint,
                }
                for one in self.findings
            ],
        }
        return report.document(value)
