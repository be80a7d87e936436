"""Rules for what must not leave the company: keys, card numbers, addresses, names of machines.

What a feed has sent cannot be recalled. Expressions for keys follow what their makers publish, and
findings never repeat a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from ipaddress import AddressValueError, IPv6Address

from statusgen.check.rule import ADDRESS, Finding, Usage, reach
from statusgen.check.texts import Passage, read
from statusgen.errors import Location
from statusgen.markup.telephone import numbers
from statusgen.parse.text import decode
from statusgen.sources import Source

__all__ = [
    "card_number",
    "email_address",
    "file_path",
    "internal_host",
    "ip_address",
    "phone_number",
    "secret",
    "stack_trace",
    "ticket",
]

# What a password is made of, up to where a sentence or a program goes on. Signs that do that belong
# to it with more behind them, but where a program fills something in or sets the next thing.
_PLAIN = r"[^\s\"'<>{}*,;)\]]"
_SIGNS = rf"(?:{_PLAIN}|(?:\{{(?!\w*\}})|\}}|[,;](?![\w-]{{1,40}}[=:]))(?={_PLAIN}))"
_LETTER_AND_DIGIT = r"(?=[^\s\"'<>]{0,80}\d)(?=[^\s\"'<>]{0,80}[A-Za-z])"
# A dollar begins what a program fills in; further on it is a sign like others.
_FIRST = r"[^\s\"'<>{}$*,;)\]]"

# Whole, and only what is one: `publish.redact` knows the same hosts, and hides all behind them.
_SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----",
    "an access key of Amazon's": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "a token of GitHub's": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})",
    "a token of GitLab's": r"\bglpat-[\w-]{20,}",
    "a token of Slack's": r"\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}",
    "an address that lets anybody write to a channel": (
        r"https://hooks\.slack(?:-gov)?\.com/(?:services/T\w+/B\w+/\w+|(?:workflows|triggers)/[\w/]{10,})"
        r"|https://[\w.-]+\.webhook\.office\.com/webhookb2/[\w@/-]{10,}"
        r"|https://[\w.-]+\.(?:logic\.azure|api\.powerplatform)\.com[\w./:%-]*\?[\w.&=%-]*?\bsig=[\w%-]+"
        r"|https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/[\w-]+"
        r"|https://outlook\.office(?:365)?\.com/webhook/[\w@/-]{10,}"
        r"|https://hooks\.zapier\.com/hooks/\w+/\d+/[\w/]+"
        r"|https://chat\.googleapis\.com/v1/spaces/[\w-]+/messages\?[\w.&=%-]*?\btoken=[\w%-]+"
        r"|https://events(?:\.eu)?\.pagerduty\.com/integration/\w{16,}(?:/\w+)?"
        r"|https://api\.telegram\.org/(?:file/)?bot\d+:[\w-]{30,}(?:/\w+)?"
        # Mattermost and Rocket.Chat, wherever they stand. Without a digit it is words of a page.
        r"|https?://[\w.:-]{1,250}(?:/[\w.-]{1,60}){0,4}?/hooks/"
        r"(?:(?=[a-z]{0,25}\d)[a-z0-9]{26}\b"
        r"|[a-zA-Z0-9]{12,32}/(?=[a-zA-Z]{0,63}\d)[a-zA-Z0-9]{16,64}\b)"
    ),
    "a key of Google's": r"\bAIza[\w-]{35}",
    "a key for payments": r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
    "a token that signs somebody in": (
        r"\beyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}\.[\w-]{8,}|\b[Bb]earer [\w.~+/-]{20,}=*"
        r"|(?i:\b(?:(?:access|refresh|session|id)[_-]?)?token=)(?=[\w.~+/-]{0,80}\d)[\w.~+/-]{16,}=*"
    ),
    "an address with a password in it": r"://[^\s/:@]{0,80}:[^\s/@]{1,80}@[\w.-]+",
    "a password": (
        r"(?i:(?:password|passwd|pwd|passphrase|secret|api[_-]?key|access[_-]?key"
        r"|auth[_-]?token|account[_-]?key)[\"']?[ \t]*(?:=|:=)[ \t]*[\"']?)"
        rf"(?:{_LETTER_AND_DIGIT}{_FIRST}{_SIGNS}{{5,}}|{_FIRST}{_PLAIN}{{5,}})"
        r"|(?i:\b(?:password|passwd|pwd|passphrase|api[_-]?key)[\"']?:[ \t]*[\"']?)"
        rf"{_LETTER_AND_DIGIT}(?:\*|{_FIRST})(?:\*|{_SIGNS}){{7,}}"
    ),
}
_WHOSE = tuple(_SECRETS)
# What a file with a key of that kind has somewhere. To look for these first makes the check of
# a file with none as cheap as reading it. An address with a password has both of two; what is set
# with an equals sign has one of the last, in small or capital letters.
_MARKS = {
    "a private key": (b"PRIVATE KEY",),
    "an access key of Amazon's": (b"AKIA", b"ASIA"),
    "a token of GitHub's": (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"github_pat_"),
    "a token of GitLab's": (b"glpat-",),
    "a token of Slack's": (b"xox", b"xapp-"),
    "an address that lets anybody write to a channel": (
        *(b"hooks.slack", b"webhooks/", b"/hooks/", b"chat.googleapis", b"api.telegram"),
        *(b".webhook.office", b"outlook.office", b".logic.azure", b".api.powerplatform"),
        b".pagerduty",
    ),
    "a key of Google's": (b"AIza",),
    "a key for payments": (b"k_live_", b"k_test_"),
    "a token that signs somebody in": (b"eyJ", b"earer ", b"oken=", b"OKEN="),
}
_EVERY_MARK = tuple(mark for marks in _MARKS.values() for mark in marks)
_ASKED = (b"passw", b"pwd", b"passphrase", b"api_key", b"api-key", b"apikey")
_SET = (b"secret", b"key", b"token")

# 4 with 16 digits, 34 with 15 and so on: who issues cards with which first digits and lengths.
_CARD = re.compile(
    r"(?<![\w.+/-])(?:(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6(?:011|5\d\d|4[4-9]\d)|35\d\d)"
    r"(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{4}"
    r"|3[47]\d\d[ -]?\d{6}[ -]?\d{5}|3(?:0[0-5]|[68]\d)\d[ -]?\d{6}[ -]?\d{4})(?![\w-]|\.\d)"
)
# What every such number begins with: to look for this first takes a fifth of the time.
_DIGITS = re.compile(rb"[2-6]\d{3}[ -]?\d{4,6}[ -]?\d{4}")

_INSIDE = r"local|localdomain|internal|intranet|intern|corp|lan|private|home\.arpa"
_SERVERS = r"jira|confluence|grafana|kibana|jenkins|gitlab|splunk|sharepoint|servicenow|nagios|vpn"
_HOST = re.compile(
    rf"(?<![\w.@-])(?:(?:[a-z0-9_-]+\.)+(?:{_INSIDE})|localhost"
    rf"|(?:intranet|{_SERVERS})(?!\.(?:com|org|io)\b)(?:\.[a-z0-9-]{{2,60}}){{2,8}}"
    r"|[a-z][a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){0,6}-(?:prod|prd|live|dev|stg|uat|test)-?\d{1,4}"
    rf"|(?<=://)[a-z0-9-]+(?=[:/\s)>\]]|$)(?![^\s/@]*@))(?![\w-]|\.\w)",
    re.IGNORECASE,
)

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = re.compile(
    rf"(?<![\w.-])(?<![Vv]ersion )(?<![Rr]elease ){_OCTET}(?:\.{_OCTET}){{3}}(?:/\d{{1,2}})?"
    r"(?![\w-]|\.\d)"
)
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:]|\.\d)", re.IGNORECASE)

_TICKET = re.compile(
    r"(?<![\w/.-])(?!(?:ISO|SHA|AES|RSA|RFC|CVE|UTF|BS|EN|GPT|HTTP|ORA)-)[A-Z][A-Z0-9]{1,9}-\d{3,7}"
    r"(?![\w-]|\.\d)"
    r"|\b(?:INC|CHG|PRB|REQ|RITM|SCTASK|TASK|CS)\d{5,10}\b"
    r"|\b(?i:(?:ticket|jira|bug) ?(?:no\.?|number|id|ref\.?|reference)? ?#?"
    r"|(?:incident|change request|case) ?(?:no\.? |number |id |ref\.? |reference |#))\d{3,}\b"
    r"(?![-%])"
)

_EMAIL = re.compile(ADDRESS)
_PATH = re.compile(
    r"(?<![\w.:/~-])(?<!\]\()/(?:var|etc|opt|usr|home|srv|tmp|mnt|root|proc|data|apps?|bin|Users)"
    r"/[\w.@+-]+(?:/[\w.@+-]*)*"
    r"|(?<![\w/])[A-Za-z]:\\[\w.$-]+(?: Files)?(?:\\[\w.$-]+)*|(?<![\w\\])\\\\[\w.-]{2,}\\[\w.$-]+"
)
_TRACE = re.compile(
    r"Traceback \(most recent call last\)|^[ \t]*File \"[^\"\n]+\", line \d+"
    r"|^[ \t]*at (?:[\w$<>]+[./])+[\w$<>]+ ?\([^)\n]*:\d+(?::\d+)?\)"
    r"|(?<![\w.])(?:[a-z]\w{0,60}\.){2,12}[A-Z]\w*(?:Exception|Error)\b|\bException in thread\b"
    r"|\b[A-Z]\w+(?:Exception|Error): |\bNullPointerException\b|\bORA-\d{5}\b|\bSQLSTATE\["
    r"|\bpanic: |\bgoroutine \d+ \[|\bsegmentation fault\b",
    re.MULTILINE,
)


def secret(source: Source) -> Iterator[Finding]:
    """Find keys, tokens and passwords, anywhere in a file."""
    told: set[tuple[int, int]] = set()
    for where, match in (*_as_written(source), *_as_read(source)):
        place = {(where.line, where.column + number) for number in range(where.length)}
        # Behind an escape the same one may begin elsewhere: \nid-token= holds a token=.
        if told.isdisjoint(place):
            told |= place
            yield _kept_in(where, match)


def _as_written(source: Source) -> Iterator[tuple[Location, re.Match[str]]]:
    if not _may_hold_a_secret(source.data):
        return
    text, _ = decode(source)
    for number, line in enumerate(text.lines if text else (), 1):
        for match in _secrets_in(line, source.data):
            yield Location(source.path, number, match.start() + 1, len(match[0])), match


def _as_read(source: Source) -> Iterator[tuple[Location, re.Match[str]]]:
    """Find what looks like none where it stands, behind an escape, and is one on the page."""
    for passage in read(source).passages if b"\\" in source.data else ():
        data = passage.shown.encode() if passage.escapes else b""
        for match in _secrets_in(passage.shown, data) if _may_hold_a_secret(data) else ():
            yield passage.at(match), match


def _secrets_in(text: str, data: bytes) -> Iterator[re.Match[str]]:
    """Find keys of those kinds whose marks these bytes have."""
    any_of = _secrets(tuple(whose for whose in _WHOSE if _may_hold(data, whose)))
    return any_of.finditer(text)


def _kept_in(where: Location, match: re.Match[str]) -> Finding:
    whose = _WHOSE[int((match.lastgroup or "g0")[1:])]
    hint = "take it out and have it replaced: whoever has seen this file may use it"
    return Finding(where, f"this looks like {whose}", hint)


@cache
def _secrets(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """Find the keys of these kinds: each one more makes it slower, and most files have but one."""
    return re.compile("|".join(f"(?P<g{_WHOSE.index(one)}>{_SECRETS[one]})" for one in kinds))


def _may_hold(data: bytes, whose: str) -> bool:
    if whose == "an address with a password in it":
        return b"://" in data and b"@" in data
    if whose == "a password":
        lower = data.lower()
        return any(word in lower for word in _ASKED) or (
            b"=" in data and any(word in lower for word in _SET)
        )
    return any(mark in data for mark in _MARKS[whose])


def _may_hold_a_secret(data: bytes) -> bool:
    # A loop, since `any` with a generator takes twice as long, and every file is looked at.
    for mark in _EVERY_MARK:
        if mark in data:
            return True
    return _may_hold(data, "an address with a password in it") or _may_hold(data, "a password")


def card_number(source: Source) -> Iterator[Finding]:
    """Find numbers that are a payment card's by their digits, length and check digit.

    However old the text is: an error that went away with time would publish the number.
    """
    if _DIGITS.search(source.data) is None and b"\\" not in source.data:
        return
    for passage in read(source).passages:
        for match in _CARD.finditer(passage.shown):
            if _is_luhn(match[0]):
                what = "this looks like the number of a payment card"
                hint = "take it out; the last four digits are enough to tell a card"
                yield Finding(passage.at(match), what, hint)


def _is_luhn(number: str) -> bool:
    """Check a number by its last digit (ISO/IEC 7812-1, annex B)."""
    digits = [int(one) for one in reversed(number) if one.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def internal_host(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find names of machines that only work inside the company."""
    for match in _HOST.finditer(passage.shown):
        what = f"'{match[0]}' is the name of a machine inside the company"
        hint = "say what does not work for customers, or link to a page that everybody can open"
        yield Finding(passage.at(match), what, hint, match[0])


def ip_address(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find addresses of machines, inside the company or not."""
    for match in (*_IPV4.finditer(passage.shown), *_IPV6.finditer(passage.shown)):
        if ":" not in match[0] or _is_ipv6(match[0]):
            what = f"'{match[0]}' is the address of a machine"
            yield Finding(passage.at(match), what, "leave it out: customers need names", match[0])


def _is_ipv6(text: str) -> bool:
    try:
        address = IPv6Address(text)
    except AddressValueError:
        return False
    return not address.is_unspecified and text.count(":") > 2


def ticket(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find numbers of tickets."""
    for match in _TICKET.finditer(passage.plain):
        what = f"'{match[0]}' is the number of a ticket, which customers cannot open"
        yield Finding(passage.at(match), what, "leave it out", match[0])


def email_address(passage: Passage, usage: Usage) -> Iterator[Finding]:
    """Find e-mail addresses that the site does not publish itself."""
    for match in _EMAIL.finditer(passage.shown):
        # Behind a password it is no address of a person's.
        token = passage.shown[max(0, match.start() - 200) : match.start()].split(" ")[-1]
        if "://" not in token and match[0].casefold() not in usage.addresses:
            what = f"'{match[0]}' is not an address that this site publishes"
            hint = "link to your help page, or put the address under help: in statusgen.yml"
            yield Finding(passage.at(match), what, hint, match[0])


def phone_number(passage: Passage, usage: Usage) -> Iterator[Finding]:
    """Find telephone numbers that the site does not publish itself."""
    for start, end in numbers(passage.shown):
        number = passage.shown[start:end]
        # Behind a whole one there may be another: 0808 157 0123 24 hours a day.
        parts = (number[: gap.start()] for gap in re.finditer(" |$", number))
        if usage.numbers.isdisjoint(map(reach, parts)):
            what = f"'{number}' is not a number that this site publishes"
            hint = "see that it is right, and put it under help: or into a component's description"
            yield Finding(passage.where(start, end), what, hint, number)


def file_path(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find paths of files on a server or in an office."""
    for match in _PATH.finditer(passage.shown):
        what = f"'{match[0]}' is a file inside the company"
        yield Finding(passage.at(match), what, "leave it out", match[0])


def stack_trace(passage: Passage, _: Usage) -> Iterator[Finding]:
    """Find what programs say of their own mistakes: the first line of it in each passage."""
    match = _TRACE.search(passage.shown)
    if match is not None:
        what = "this is what a program says of its own mistake"
        start = match.end() - len(match[0].lstrip())
        where = passage.where(start, match.start() + len(match[0].rstrip()))
        yield Finding(where, what, "say what customers see", match[0].strip())
