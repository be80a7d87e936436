"""What a store says when it does not do what it was asked: how it is to be taken, in its own words.

obstore hands on a long text with the request and the answer in it. This module reads the status,
the code and the message out of it, and never hands on the rest. Asks no store anything.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from enum import Enum

from statusgen.publish.redact import redacted

__all__ = ["StoreError", "Verdict", "judge", "with_hint"]


class Verdict(Enum):
    """What an answer means that is not a plain yes."""

    MISSING = "no such object"
    EXISTS = "there is one already"
    CHANGED = "another one than was expected"
    UNSUPPORTED = "the store cannot do that"
    REFUSED = "no, and it will not change its mind"
    TROUBLED = "not now, or nobody knows"


class StoreError(Exception):
    """A call that failed for good. Its text is the store's own words, without secrets.

    `refused` says that the store answered and did nothing; otherwise what was asked may have been
    done, and only the answer was lost. `code` is the store's own word, "" where it said none.
    `doing` and `key` say what could not be done with what: "written", "index.html".
    """

    def __init__(self, words: str, *, refused: bool, code: str = "") -> None:
        super().__init__(words)
        self.words, self.refused, self.code = words, refused, code
        self.doing = self.key = ""


_STATUS = re.compile(
    r"status code: (?P<status>\d{3})(?P<reason>[^:\n]*)(?:: (?P<body>.*))?", re.DOTALL
)
_CODE = re.compile(r"<Code>\s*([^<]+?)\s*</Code>")
_MESSAGE = re.compile(r"<Message>\s*(.*?)\s*</Message>", re.DOTALL)
_NOISE = re.compile(r"\s*(?:RequestId|Time):.*", re.DOTALL)
_OS = re.compile(r'message: "([^"]+)"')
_NO_BUCKET = frozenset({"NoSuchBucket", "ContainerNotFound", "ContainerBeingDeleted"})
_METADATA = ("169.254.169.254", "169.254.170.2", "metadata.google.internal")
_LATER = frozenset({"RequestTimeout", "SlowDown", "OperationAborted", "ConditionalRequestConflict"})
_LONGEST = 300
_MOST_READ = 8_192  # characters of a store's own words: real ones have a few hundred


def judge(error: Exception, environ: Mapping[str, str]) -> tuple[Verdict, StoreError]:
    """Say how an exception of obstore's is to be taken, and put its words apart from the rest."""
    text, _, inside = str(error).partition("\n\nDebug source:")
    if any(host in text for host in _METADATA):
        # Nothing was set, so it asked the machine that it runs on, which is none of the cloud's.
        words = "no credentials were found"
        return Verdict.REFUSED, StoreError(words, refused=True, code="NoCredentials")
    found = _STATUS.search(text)
    status = int(found["status"]) if found else 0
    code, message = _code_and_message((found["body"] or "") if found else "")
    if found:
        words = f"{status} {found['reason'].strip()}".strip()
        words = ", ".join(
            part for part in (words, f"{code}: {message}" if code else message) if part
        )
    else:
        words = _of_the_network(text, inside)
    words = _short(redacted(words, environ))
    verdict = _verdict(type(error).__name__, status, code, text, inside)
    refused = verdict is not Verdict.TROUBLED
    return verdict, StoreError(words, refused=refused, code=redacted(code, environ))


def _verdict(kind: str, status: int, code: str, text: str, inside: str) -> Verdict:
    if code in _NO_BUCKET:
        return Verdict.REFUSED
    if status in (408, 425, 429) or code in _LATER:
        return Verdict.TROUBLED
    if status == 501 or kind == "NotSupportedError":
        return Verdict.UNSUPPORTED
    if status >= 500:
        return Verdict.TROUBLED
    by_kind = {
        "FileNotFoundError": Verdict.MISSING,
        "AlreadyExistsError": Verdict.EXISTS,
        "PreconditionError": Verdict.CHANGED,
    }
    if kind in by_kind:
        return by_kind[kind]
    if status == 409:
        return Verdict.EXISTS
    if status:
        return Verdict.REFUSED
    # Without a status: the network, or an answer that is none. Both may be better next time.
    network = "HTTP error" in text or "HttpError" in inside or "reqwest" in inside
    answers = ("missing from response", "Got invalid", "response body")
    if network or any(one in text for one in answers):
        return Verdict.TROUBLED
    return Verdict.REFUSED


def _code_and_message(body: str) -> tuple[str, str]:
    """Read an error of S3, Azure or Google: XML mostly, JSON at times, or a line of text."""
    body = body[:_MOST_READ]
    if body.lstrip().startswith("{"):
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            found = None
        error = found.get("error") if isinstance(found, dict) else None
        if isinstance(error, dict):
            return str(error.get("status", "")), _NOISE.sub("", str(error.get("message", "")))
        if isinstance(error, str) and isinstance(found, dict):
            return error, str(found.get("error_description", ""))
    code, message = _CODE.search(body), _MESSAGE.search(body)
    if code:
        return html.unescape(code[1]), html.unescape(_NOISE.sub("", message[1]) if message else "")
    return "", re.sub(r"<[^>]*>", " ", body)


def _of_the_network(text: str, inside: str) -> str:
    if "kind: Timeout" in inside or "TimedOut" in inside:
        return "no answer in time"
    said = _OS.search(inside)
    if said and "HttpError" in inside:
        return said[1][0].lower() + said[1][1:]
    if "dns error" in inside:
        return "the name of the store's host is not known"
    if "response body error" in text:
        return "the answer broke off"
    # What obstore puts in front says which request it was, which is known.
    return re.sub(
        r"^(?:Generic \w+ error: |Error performing .*? in \S+ - |HTTP error: )+", "", text
    )


def _short(words: str) -> str:
    line = " ".join(words.split()).rstrip(". ")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def with_hint(error: StoreError, *, variables: str, budget: float) -> str:
    """Say what a person can do about a call that failed. `variables` name the credentials."""
    words, code = error.words, error.code
    if code in _NO_BUCKET:
        return "create the bucket (the container, at Azure), or correct its name in statusgen.yml"
    if "credential" in words.lower() or words.startswith("401"):
        return f"set {variables} in the environment"
    if "TimeTooSkewed" in code:
        return "set this machine's clock right"
    if code in ("SignatureDoesNotMatch", "InvalidAccessKeyId", "AuthenticationFailed"):
        return f"check {variables} in the environment"
    if words.startswith("403"):
        return (
            "the credentials must be allowed to list, read, write and delete objects there;"
            f" they come from {variables}"
        )
    if "redirect" in words:
        return "the bucket is in another region: correct 'region' in statusgen.yml"
    if not error.refused:
        return f"it was tried again for {budget:g} seconds; publish again when the store answers"
    return ""
