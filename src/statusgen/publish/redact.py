"""Words of hosts and programs without secrets in them: the one place that takes them out.

Whatever another host, a program or a library says goes through `redacted` before it stands in a
message, a log or a file. What is cut short is cut after that, never before: half a secret would not
be recognised. Reads no environment of its own and writes nothing.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

__all__ = ["holds_secret", "of_a_mistake", "redacted"]

HIDDEN = "***"

SECRET_WORDS = frozenset(
    "auth authorization bearer connectionstring cookie cred credential credentials creds hook jwt"
    " keys passphrase passwords pat private pw pwd sas secrets sig signature tokens"
    " webhooks".split()
)
"""A variable is a credential where one of its name's words is one of these, or ends in a
`SECRET_ENDINGS`; a number behind the word changes nothing."""

SECRET_ENDINGS = ("key", "pass", "passwd", "password", "secret", "token", "webhook")

PLACES = ("file", "path", "dir", "sock", "home", "askpass", "name")
"""A variable whose name ends in one of these says where something is, which messages need."""

NOT_SECRET = frozenset({"PWD", "GOOGLE_APPLICATION_CREDENTIALS"})
PLAIN_VALUES = frozenset({"true", "false", "none", "null", "auto", "default"})
SHORTEST = 4
"""In characters. A shorter value is no secret, and taking it out would spoil every sentence."""

_SHORT = 8  # below this a value is only taken out where it stands as a word of its own

_LONG = 16
"""In characters. A piece of a secret that has so many is one by itself; a shorter one may be a word
of the language."""

# Every pattern is bounded, since what is searched may be long and of anybody's making.
_START = (
    r"(?:(?<![^\W_])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt])|(?<=\\u[0-9A-Fa-f]{4})"
    r"|(?<=\\x[0-9A-Fa-f]{2}))"
)
"""Where a word begins: not within one, but after a sign that is written by letters and digits."""

_CODE = re.compile(
    # Where a line was broken, and what git puts behind it and before the next one of a host.
    r"[ \t]{0,8}\\*\r?\n(?:remote: )?[ \t]*|(?P<units>(?:\\+u[0-9a-f]{4})+)"
    r"|\\+x(?P<octet>[0-9a-f]{2})"
    r"|%(?:25)*(?P<percent>[0-9a-f]{2})|(?:\\+u\{|&(?:amp;)*#x)(?P<hex>[0-9a-f]{1,8})[};]"
    r"|&(?:amp;)*(?:#(?P<number>[0-9]{1,8})|(?P<named>amp|lt|gt|quot|apos));|\\+[nr]|\\+",
    re.IGNORECASE,
)
"""How programs write a sign of a secret: for JSON, Python, Rust, XML or an address, also twice."""

_SMALL = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
"""A secret is found in capital and in small letters alike: ASCII's, which keep their number."""

_NAMED = {"amp": b"&", "lt": b"<", "gt": b">", "quot": b'"', "apos": b"'"}
_BEGIN = re.compile(_START)
_BESIDE = re.compile(r"[\w+/-]=*|=+", re.ASCII)

_QUOTE = r"(?:\\{0,8}[\"']|&quot;|&#3[49];)"

_WITHIN = re.compile(
    r"://[^\s/@:\"'<>]{0,500}:([^\s\"<>]{1,1000})@|https?://([^\s/@:\"'<>]{16,500})@"
    r"|authorization:\s{0,8}(?:[\w-]{1,40}\s{1,8})?([^\s\"']{8,2000})",
    re.IGNORECASE,
)
"""A secret in a variable of any name, such as a proxy's, or one of git's settings."""

_ADDRESS_USERS = re.compile(
    r"(?P<scheme>(?P<http>https?)|\b[a-z][a-z0-9+.-]{0,20})://(?:[^\s/@:\"'<>]{0,500}:"
    r"(?!\d{1,5}(?:[/?#\s'\"),;]|$))[^\s\"<>]{0,1000}|(?(http)[^\s/@:\"'<>?#]{1,500}|(?!)))@",
    re.IGNORECASE,
)
"""`user:password@`, to the last @ of the word, as a password may hold one; for http also a lone
`token@`. A port is no password."""

_ENCODED = re.compile(r"(https?%(?:25)*3A(?:%(?:25)*2F){2})[^\s\"'<>&]+", re.IGNORECASE)
"""An address within another one: what of it is a secret cannot be told apart."""

_HOOKS = re.compile(
    r"(https?://(?:hooks\.slack(?:-gov)?\.com|(?:\w{1,60}\.)?discord(?:app)?\.com/api/webhooks"
    r"|[\w.-]{1,250}\.webhook\.office\.com|outlook\.office(?:365)?\.com/webhook"
    r"|hooks\.zapier\.com|chat\.googleapis\.com|[\w.-]{1,250}\.logic\.azure\.com(?::\d+)?"
    r"|[\w.-]{1,250}\.api\.powerplatform\.com(?::\d+)?"
    r"|events(?:\.eu)?\.pagerduty\.com/integration|api\.telegram\.org(?=/(?:file/)?bot\d)"
    # Mattermost and Rocket.Chat, wherever they stand.
    r"|[\w.:-]{1,250}(?:/[\w.-]{1,60}){0,4}?/hooks"
    r"(?=/(?:[a-z0-9]{26}\b|[a-z0-9]{12,32}/[a-z0-9]{16}))))/[^\s\"'<>]*",
    re.IGNORECASE,
)
"""Addresses that are secrets themselves: whoever knows the path may post there."""

_QUERY = re.compile(r"(https?://[^\s\"'<>?#]{0,2000})\?[^\s\"'<>]*", re.IGNORECASE)

_HEADER = re.compile(
    r"""((?:proxy-)?authorization|x-amz-security-token|x-auth-(?:token|key)|x-api-key|api-key"""
    r"""|fastly-key|private-token|job-token|set-cookie|cookie|webhook-signature)"""
    r"""(\\{0,8}["']?\s*[:=]\s*|\\{0,8}["']\s*,\s*)(?:b?"(?:[^"\\]|\\.)*"|b?'(?:[^'\\]|\\.)*'"""
    r"""|\\{1,8}".{0,2000}?\\{1,8}"|(?:="[^\r\n"]*"|[^\r\n"']"""
    r"""|\r?\n[ \t]+(?![ \t"']|[\w-]{1,60}:\s))+)""",
    re.IGNORECASE,
)
"""A header to its end, in lines that are folded too: one that begins with a name is the next field
of what quotes the header, and says what was wrong."""

_SCHEME = re.compile(
    r"\b([Bb]earer|[Bb]asic|[Tt]oken|SharedKey(?:Lite)?|AWS4-HMAC-SHA256|AWS)"
    r"(\s+)(?=\S*[0-9A-Z=._~+/-])[A-Za-z0-9+/=._~:-]{8,}(?:,?\s*(?:SignedHeaders|Signature)=\S+)*"
)

_PAIR = re.compile(
    _START + r"""((?:(?:x-amz-|x-goog-)?(?:signature|credential|security-token)|sig"""
    r"""|sharedaccesssignature|accountkey|access_?key(?:_?id)?|awsaccesskeyid|googleaccessid"""
    r"""|secret_?(?:access_?)?key|(?:client_|access_|refresh_|session_|auth_|id_)?(?:secret|token)"""
    r"""|api[_-]?key|passw(?:or)?d|passphrase|pass(?=\s?=))"""
    rf"""{_QUOTE}?\s{{0,8}}(?:[=:]|%3[AD])\s{{0,8}}(?P<quote>{_QUOTE})?)"""
    r"""(?(quote)(?:(?!(?P=quote))(?:\\.|.)){4,2000}|[^\s&;,"'<>]{4,})""",
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
    rf"|{_START}(?:(?:AKIA|ASIA)[A-Z0-9]{{12,}}\b|gh[pousr]_\w{{20,}}|github_pat_\w{{20,}}"
    r"|gl(?:pat|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct|oas)-[\w-]{16,}|xox[abeoprs]-[\w-]{8,}"
    r"|whsec_[A-Za-z0-9+/=_-]+|ya29\.[\w.-]{16,}|eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*)",
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

    Secrets are the values of those variables of `environ` whose names look like a credential's, the
    texts in `also` (an address read from a variable of any name), and a password in the address
    that any variable holds; in each form in which a program repeats them: as they are,
    percent-encoded, escaped, in base64, and broken over lines. Beside these: `user:password@` in an
    address, the query of an address and the path of a known webhook, Authorization and its kin,
    signatures, private keys, and tokens of well-known shapes.
    """
    values = {one for name, value in environ.items() if _is_secret(name) for one in _parts(value)}
    values |= {one for value in also for one in _parts(value)}
    values |= {one for value in environ.values() for one in _within(value)}
    values |= {unquote(one) for one in values}
    text = _without(text, {form for one in values for form in _forms(one)})
    if ":\\/\\/" in text:
        # Some write slashes in JSON so; no pattern below has to know of it.
        text = text.replace("\\/", "/")
    text = _ENCODED.sub(rf"\1{HIDDEN}", text)
    text = _SHAPES.sub(HIDDEN, text)
    text = _ELEMENT.sub(rf"<\1>{HIDDEN}</\1>", text)
    text = _ADDRESS_USERS.sub(rf"\g<scheme>://{HIDDEN}@", text)
    text = _HOOKS.sub(rf"\1/{HIDDEN}", text)
    text = _QUERY.sub(rf"\1?{HIDDEN}", text)
    text = _HEADER.sub(rf"\1\2{HIDDEN}", text)
    text = _SCHEME.sub(rf"\1\2{HIDDEN}", text)
    return _PAIR.sub(rf"\1{HIDDEN}", text)


def of_a_mistake(error: BaseException, environ: Mapping[str, str]) -> str:
    """Name an exception that nobody has foreseen, on one line and without any secret in it."""
    words = redacted(f"{type(error).__name__}: {error}".rstrip(": "), environ)
    return " ".join(words.split())


def _is_secret(name: str) -> bool:
    if name in NOT_SECRET:
        return False
    parts = re.split(r"[^a-z0-9]+", name.lower())
    words = [word for word in (part.rstrip("0123456789") for part in parts) if word]
    if not words or words[-1].endswith(PLACES):
        return False
    if words[-2:] == ["connection", "string"]:
        return True
    return any(word in SECRET_WORDS or word.endswith(SECRET_ENDINGS) for word in words)


def _parts(value: str) -> Iterator[str]:
    """Yield a variable's value and those pieces of it that are secrets by themselves."""
    value = value.strip()
    yield value.removeprefix("whsec_")
    # A private key is repeated line by line, and its lines may be parted by \n in letters; a
    # connection string pair by pair; of an address what stands behind the host.
    pieces = re.split(r"\s|\\[rn]", value)
    if re.match(r"https?://", value, re.IGNORECASE):
        _, slash, rest = value.partition("://")[2].partition("/")
        yield from (f"{slash}{rest}".partition("?")[0], rest.partition("?")[2])
        pieces += re.split(r"[/?&=;#]", rest)
    yield from (piece for piece in pieces if len(piece) >= _LONG)
    for part in (value, *_paired(value, ";")):
        yield part
        yield from _paired(part, "&")
    if value.startswith("{"):
        try:
            found = json.loads(value)
        except (ValueError, RecursionError):
            return
        yield from _inside(found)


def _paired(value: str, between: str) -> Iterator[str]:
    """Yield what stands behind a name that looks like a credential's: `sig=...`."""
    for pair in value.split(between):
        name, _, rest = pair.partition("=")
        if _is_secret(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)):
            yield rest.strip()


def _within(value: str) -> Iterator[str]:
    """Yield the secrets in a value that is none as a whole."""
    for found in _WITHIN.finditer(value):
        yield next(filter(None, found.groups()))


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


def _forms(value: str) -> Iterator[tuple[str, bool]]:
    """Yield a secret and its base64, and whether that one has signs beside it that tell of it."""
    if len(value) < SHORTEST or value.lower() in PLAIN_VALUES:
        return
    yield value, False
    yield value.replace(" ", "+"), False
    raw = _octets(value)
    # As somebody reads its bytes who takes them for other ones than they are.
    yield raw.decode("utf-8", "replace"), False
    yield raw.decode("latin-1"), False
    whole = base64.b64encode(raw).decode()
    found = [(whole, False), (whole.rstrip("="), False)]
    # With something before and behind it, as in `user:password`: of three bytes become four signs.
    for before in range(3):
        mixed = base64.b64encode(bytes(before) + raw).decode()
        found.append((mixed[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6], True))
    for form, is_mixed in found:
        yield form, is_mixed
        yield form.replace("+", "-").replace("/", "_"), is_mixed


def _without(text: str, forms: Iterable[tuple[str, bool]]) -> str:
    """Take forms of secrets out, as they are and where a program has escaped or broken them."""
    found: list[tuple[int, int]] = []
    plain = _Plain(text) if _CODE.search(text) else None
    small = text.translate(_SMALL)
    for form, is_mixed in forms:
        sought = form.translate(_SMALL)
        spans = [(start, start + len(form)) for start in _starts(sought, small)]
        if plain:
            spans += plain.spans(form)
        if is_mixed:
            spans = [_with_sides(text, *span) for span in spans]
        elif len(form) < _SHORT:
            spans = [span for span in spans if _is_word(text, *span)]
        found += spans
    # A secret may hold a shorter one, and must not survive it in pieces.
    pieces: list[str] = []
    end = 0
    for start, stop in sorted(found):
        if start >= end:
            pieces += (text[end:start], HIDDEN)
        end = max(end, stop)
    return "".join((*pieces, text[end:]))


class _Plain:
    """A text without escapes and breaks: each sign of `signs` is one byte that it stands for.

    Letters are small in it, whatever they are in the text.
    """

    def __init__(self, text: str) -> None:
        signs: list[str] = []
        self._begins: list[int] = []
        self._ends: list[int] = []
        end = 0
        for code in (*_CODE.finditer(text), None):
            start, stop = code.span() if code else (len(text), len(text))
            for at in range(end, start):
                self._add(signs, _octets(text[at]), at, at + 1)
            if code:
                self._add(signs, _meant(code), start, stop)
            end = stop
        self.signs = "".join(signs)

    def _add(self, signs: list[str], octets: bytes, start: int, stop: int) -> None:
        signs.append(octets.lower().decode("latin-1"))
        self._begins += [start] * len(octets)
        self._ends += [stop] * len(octets)

    def spans(self, form: str) -> list[tuple[int, int]]:
        """Say where in the text a form of a secret begins and ends, whatever it is written like."""
        meant = _Plain(form).signs
        if len(meant) < SHORTEST:
            return []
        return [
            (self._begins[start], self._ends[start + len(meant) - 1])
            for start in _starts(meant, self.signs)
        ]


def _meant(code: re.Match[str]) -> bytes:
    if octet := code["octet"] or code["percent"]:
        return bytes.fromhex(octet)
    if code["units"]:
        units = bytes.fromhex(re.sub(r"\\+u", "", code["units"], flags=re.IGNORECASE))
        return units.decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")
    if code["hex"] or code["number"]:
        point = int(code["hex"], 16) if code["hex"] else int(code["number"])
        return _octets(chr(point)) if point <= sys.maxunicode else b""
    return _NAMED[code["named"].lower()] if code["named"] else b""


def _octets(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _starts(sought: str, text: str) -> Iterator[int]:
    start = text.find(sought)
    while start >= 0:
        yield start
        start = text.find(sought, start + 1)


def _with_sides(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the signs beside a piece of base64 that hold some of its bits, and what fills up."""
    found = _BESIDE.match(text, end)
    return start - bool(start and _BESIDE.match(text, start - 1)), found.end() if found else end


def _is_word(text: str, start: int, end: int) -> bool:
    return bool(_BEGIN.match(text, start)) and not re.match(r"\w", text[end : end + 1])
