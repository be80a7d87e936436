"""One webhook, and one attempt to tell it of one update. Retries nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from statusgen.frozen import frozen
from statusgen.publish.http import Answer, NoAnswer, is_private, said, send
from statusgen.publish.redact import redacted
from statusgen.publish.tell.outbox import Waiting
from statusgen.publish.tell.shapes import body
from statusgen.publish.tell.signing import BadSecret, headers

__all__ = ["Outcome", "Webhook", "is_secret_address", "post"]

_GONE = 410
_REFUSALS = frozenset({400, 413, 422})
"""What is wrong is the message. Others, like 401 or 404, are about the address or the secret."""

_LONGEST = 86400.0
"""Seconds that no run has: who asks for more is left alone in this one as well."""


@frozen
class Webhook:
    """A receiver. Its address is `url`, or stands in the variable `url_env`; so does its secret."""

    name: str
    url: str = ""
    url_env: str = ""
    form: str = "standard"
    secret_env: str = ""


@frozen
class Outcome:
    """How an attempt went: `why` is "" where it worked, else a clause without secrets.

    `gone` says that the receiver wants no more; `later` is for how many seconds it wants to be left
    alone; `hopeless` that nothing but a change of its settings will help; `refused` that it says
    that the message itself is wrong.
    """

    why: str = ""
    gone: bool = False
    later: float = 0.0
    hopeless: bool = False
    refused: bool = False


def post(
    webhook: Webhook,
    waiting: Waiting,
    environ: Mapping[str, str],
    *,
    now: datetime,
    seconds: float,
) -> Outcome:
    """Tell a receiver of one update, once."""
    url = webhook.url or environ.get(webhook.url_env, "").strip()
    secret = environ.get(webhook.secret_env, "") if webhook.secret_env else ""
    if not url:
        return Outcome(why=f"the variable {webhook.url_env} is not set", hopeless=True)
    if not is_private(url):
        name = webhook.url_env
        return Outcome(why=f"the variable {name} holds no address with https://", hopeless=True)
    data = body(webhook.form, waiting.event, waiting.id)
    own = {"Content-Type": "application/json"}
    if webhook.secret_env:
        try:
            own |= headers(waiting.id, data, secret, now=now)
        except BadSecret as error:
            why = f"the secret in the variable {webhook.secret_env} cannot be used: {error}"
            return Outcome(why=why, hopeless=True)
    hidden = (url, *secret.split())
    try:
        # The status says whether it was told, and half a body after it is no reason to tell again.
        answer = send(
            "POST", url, headers=own, body=data, environ=environ, seconds=seconds, whole=False
        )
    except NoAnswer as error:
        return Outcome(why=redacted(error.what, environ, also=hidden))
    if answer.ok:
        return Outcome()
    if answer.status == _GONE:
        return Outcome(why="it answered 410: it wants to hear no more", gone=True)
    why = f"it answered {said(answer, environ, also=hidden)}"
    if 300 <= answer.status < 400:
        why += ", and has a new address that you have to write down"
    return Outcome(why=why, later=_later(answer, now), refused=answer.status in _REFUSALS)


def is_secret_address(url: str) -> bool:
    """Say whether an address is known to be a secret by itself, or holds one."""
    return redacted(url, {}) != url


def _later(answer: Answer, now: datetime) -> float:
    """Return for how many seconds it wants to be left alone: it says so, or until when."""
    text = answer.header("retry-after").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST)
    try:
        until = parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return 0.0
    return min(max(0.0, (until - now).total_seconds()), _LONGEST)
