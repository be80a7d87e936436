"""Words of hosts and programs without secrets in them: the one place that takes them out.

Whatever another host, a program or a library says goes through `redacted` before it stands in a
message, a log or a file. What is cut short is cut after that, never before: half a secret would not
be recognised. Reads no environment of its own and writes nothing.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus, urlsplit

__all__ = ["holds_secret", "of_a_mistake", "redacted"]

HIDDEN = "***"

SECRET_WORDS = frozenset(
    "auth authorization bearer connectionstring cookie credential credentials hook keys passphrase"
    " passwords pat private pwd sas secrets sig signature tokens webhooks".split()
)
"""A variable is a credential where one of its name's words is one of these, or ends in a
`SECRET_ENDINGS`."""

SECRET_ENDINGS = ("key", "pass", "passwd", "password", "secret", "token", "webhook")

PLACES = ("file", "path", "dir", "sock", "home", "askpass", "name")
"""A variable whose name ends in one of these says where something is, which messages need."""

NOT_SECRET = frozenset({"PWD", "GOOGLE_APPLICATION_CREDENTIALS"})
PLAIN_VALUES = frozenset({"true", "false", "none", "null", "auto", "default"})
SHORTEST = 4
"""In characters. A shorter value is no secret, and taking it out would spoil every sentence."""

_SHORT = 8  # below this a value is only taken out where it stands as a word of its own

# Every pattern is bounded, since what is searched may be long and of anybody's making.
_ADDRESS_USERS = re.compile(
    r"(?P<scheme>\b(?P<http>https?)|\b[a-z][a-z0-9+.-]{0,20})://(?:[^\s/@:\"'<>]{0,500}:"
    r"(?!\d{1,5}(?:[/?#\s]|$))[^\s\"'<>]{0,1000}|(?(http)[^\s/@:\"'<>?#]{1,500}|(?!)))@",
    re.IGNORECASE,
)
"""`user:password@`, to the last @ of the word, as a password may hold one; for http also a lone
`token@`. A port is no password."""

_HOOKS = re.compile(
    r"(https?://(?:hooks\.slack(?:-gov)?\.com|(?:\w{1,60}\.)?discord(?:app)?\.com/api/webhooks"
    r"|[\w.-]{1,250}\.webhook\.office\.com|outlook\.office(?:365)?\.com/webhook"
    r"|hooks\.zapier\.com|chat\.googleapis\.com|[\w.-]{1,250}\.logic\.azure\.com(?::\d+)?"
    r"|[\w.-]{1,250}\.api\.powerplatform\.com(?::\d+)?))/[^\s\"'<>]*",
    re.IGNORECASE,
)
"""Addresses that are secrets themselves: whoever knows the path may post there."""

_QUERY = re.compile(r"(\bhttps?://[^\s\"'<>?#]{0,2000})\?[^\s\"'<>]*", re.IGNORECASE)

_HEADER = re.compile(
    r"""((?:proxy-)?authorization|x-amz-security-token|x-auth-(?:token|key)|x-api-key|api-key"""
    r"""|fastly-key|private-token|job-token|set-cookie|cookie|webhook-signature)"""
    r"""(["']?\s*[:=]\s*)(?:b?"(?:[^"\\]|\\.)*"|b?'(?:[^'\\]|\\.)*'|[^\r\n"']+)""",
    re.IGNORECASE,
)

_SCHEME = re.compile(
    r"\b([Bb]earer|[Bb]asic|[Tt]oken|SharedKey(?:Lite)?|AWS4-HMAC-SHA256|AWS)"
    r"(\s+)(?=\S*[0-9A-Z=._~+/-])[A-Za-z0-9+/=._~:-]{8,}(?:,?\s*(?:SignedHeaders|Signature)=\S+)*"
)

_PAIR = re.compile(
    r"""\b((?:x-amz-|x-goog-)?(?:signature|credential|security-token)|sig|sharedaccesssignature"""
    r"""|accountkey|access_?key(?:_?id)?|awsaccesskeyid|googleaccessid|secret_?(?:access_?)?key"""
    r"""|(?:client_|access_|refresh_|session_|auth_|id_)?(?:secret|token)|api[_-]?key"""
    r"""|passw(?:or)?d|passphrase)(["']?\s?[=:]\s?["']?)([^\s&;,"'<>]{4,})""",
    re.IGNORECASE,
)

_ELEMENT = re.compile(
    r"<(AWSAccessKeyId|SignatureProvided|StringToSign(?:Bytes)?|CanonicalRequest(?:Bytes)?|Token"
    r"|X-Amz-[\w-]+|AuthenticationErrorDetail)>.*?(?:</\1>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""What an object store repeats of a request whose signature it refused."""

_SHAPES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}"
    r"|\bxox[abeoprs]-[\w-]{8,}|\bwhsec_[A-Za-z0-9+/=_-]+|\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*",
    re.DOTALL,
)


def holds_secret(address: str) -> bool:
    """Say whether an address over HTTP has a user, a password or a query, where a token may be.

    Over ssh a user is no secret, and there is no password.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and ("@" in parts.netloc or bool(parts.query))


def redacted(text: str, environ: Mapping[str, str], *, also: Iterable[str] = ()) -> str:
    """Return a text with every secret in it replaced by ***.

    Secrets are the values of those variables of `environ` whose names look like a credential's, and
    the texts in `also` (an address read from a variable of any name), in each form in which a
    program repeats them: as they are, percent-encoded, escaped, in base64, and line by line. Beside
    these: `user:password@` in an address, the query of an address and the path of a known webhook,
    Authorization and its kin, signatures, private keys, and tokens of well-known shapes.
    """
    values = {one for name, value in environ.items() if _is_secret(name) for one in _parts(value)}
    values |= {one for value in also for one in _parts(value)}
    # The longest first: a secret may hold a shorter one, and must not survive it in pieces.
    for form in sorted({form for one in values for form in _forms(one)}, key=len, reverse=True):
        text = _without(text, form)
    text = _SHAPES.sub(HIDDEN, text)
    text = _ELEMENT.sub(rf"<\1>{HIDDEN}</\1>", text)
    text = _ADDRESS_USERS.sub(rf"\g<scheme>://{HIDDEN}@", text)
    text = _HOOKS.sub(rf"\1/{HIDDEN}", text)
    text = _QUERY.sub(rf"\1?{HIDDEN}", text)
    text = _HEADER.sub(rf"\1\2{HIDDEN}", text)
    text = _SCHEME.sub(rf"\1\2{HIDDEN}", text)
    return _PAIR.sub(rf"\1\2{HIDDEN}", text)


def of_a_mistake(error: BaseException, environ: Mapping[str, str]) -> str:
    """Name an exception that nobody has foreseen, on one line and without any secret in it."""
    words = redacted(f"{type(error).__name__}: {error}".rstrip(": "), environ)
    return " ".join(words.split())


def _is_secret(name: str) -> bool:
    if name in NOT_SECRET:
        return False
    words = [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word]
    if not words or words[-1].endswith(PLACES):
        return False
    if words[-2:] == ["connection", "string"]:
        return True
    return any(word in SECRET_WORDS or word.endswith(SECRET_ENDINGS) for word in words)


def _parts(value: str) -> Iterator[str]:
    """Yield a variable's value and those pieces of it that are secrets by themselves."""
    yield value.strip()
    # A private key is repeated line by line, a connection string pair by pair.
    yield from (line.strip() for line in value.splitlines() if len(line.strip()) >= 16)
    for pair in value.split(";"):
        name, equals, rest = pair.partition("=")
        if equals and _is_secret(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)):
            yield rest.strip()
    if value.lstrip().startswith("{"):
        try:
            found = json.loads(value)
        except ValueError:
            return
        yield from _inside(found)


def _inside(found: object) -> Iterator[str]:
    """Yield the secrets of a JSON key file, such as a service account's."""
    if isinstance(found, dict):
        for name, value in found.items():
            if isinstance(value, str) and _is_secret(str(name)):
                yield from _parts(value)
            else:
                yield from _inside(value)
    elif isinstance(found, list):
        for value in found:
            yield from _inside(value)


def _forms(value: str) -> Iterator[str]:
    if len(value) < SHORTEST or value.lower() in PLAIN_VALUES:
        return
    raw = value.encode("utf-8", "surrogateescape")
    escaped = json.dumps(value)[1:-1]
    quoted = (quote(raw, safe=""), quote(raw), quote_plus(raw))
    yield from (value, html.escape(value), escaped, escaped.replace("/", "\\/"), repr(value)[1:-1])
    yield from quoted
    yield from (re.sub(r"%..", lambda code: code.group().lower(), one) for one in quoted)
    yield base64.b64encode(raw).decode()
    yield base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _without(text: str, form: str) -> str:
    if len(form) >= _SHORT:
        return text.replace(form, HIDDEN)
    return re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", HIDDEN, text)
