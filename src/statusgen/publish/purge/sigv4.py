"""AWS Signature Version 4 for requests with a body in one piece. Pure: knows no network, no clock.

After https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html, and tested with
the published vectors.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlsplit

__all__ = ["Keys", "signed"]

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Keys:
    """What a request is signed with; `token` is that of a session, "" for lasting keys."""

    id: str
    secret: str
    token: str = ""


def signed(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    keys: Keys,
    region: str,
    service: str,
    now: datetime,
) -> dict[str, str]:
    """Return the headers with those that sign them: X-Amz-Date, Authorization and the token's.

    Every header given is signed, and Host, which the sender adds by itself. For services other than
    S3, which quotes a path differently.
    """
    at = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    parts = urlsplit(url)
    out = {**headers, "X-Amz-Date": at}
    if keys.token:
        out["X-Amz-Security-Token"] = keys.token
    found = {name.lower(): " ".join(value.split()) for name, value in out.items()}
    found["host"] = parts.netloc
    names = ";".join(sorted(found))
    request = "\n".join(
        (
            method,
            quote(parts.path or "/", safe="/-_.~"),
            _query(parts.query),
            "".join(f"{name}:{found[name]}\n" for name in sorted(found)),
            names,
            hashlib.sha256(body).hexdigest(),
        )
    )
    scope = f"{at[:8]}/{region}/{service}/aws4_request"
    text = "\n".join((_ALGORITHM, at, scope, hashlib.sha256(request.encode()).hexdigest()))
    key = f"AWS4{keys.secret}".encode()
    for part in (at[:8], region, service, "aws4_request", text):
        key = hmac.digest(key, part.encode(), "sha256")
    out["Authorization"] = (
        f"{_ALGORITHM} Credential={keys.id}/{scope}, SignedHeaders={names}, Signature={key.hex()}"
    )
    return out


def _query(query: str) -> str:
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(query, keep_blank_values=True)
    )
    return "&".join(f"{name}={value}" for name, value in pairs)
