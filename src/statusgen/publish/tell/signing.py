"""Signatures of the Standard Webhooks specification, version 1.0.0, by shared secrets. Pure.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import datetime

__all__ = ["BadSecret", "headers"]

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes, as the specification has it


class BadSecret(ValueError):
    """A text that is no secret of this kind. Its message does not repeat it."""


def headers(id_: str, body: bytes, secrets: str, *, now: datetime) -> dict[str, str]:
    """Return the three headers for one attempt; raise BadSecret.

    `secrets` holds one secret, or several with blanks between them while they are being changed:
    then there is a signature by each.
    """
    at = str(int(now.timestamp()))
    content = b".".join((id_.encode(), at.encode(), body))
    signatures = (
        base64.b64encode(hmac.digest(_key(secret), content, "sha256")).decode()
        for secret in secrets.split()
    )
    joined = " ".join(f"v1,{signature}" for signature in signatures)
    if not joined:
        raise BadSecret("it is empty")
    return {"webhook-id": id_, "webhook-timestamp": at, "webhook-signature": joined}


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret("it is not whsec_ and base64") from None
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise BadSecret(f"it has {len(key)} bytes, and must have {_SHORTEST} to {_LONGEST}")
    return key
