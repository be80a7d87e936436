"""Bytes of a source file to lines of text, or the reason why not. Does not look at what they say.

UTF-8 is the only encoding; a byte order mark is dropped, CRLF and lone CR end a line as LF does,
and nothing else does (not U+2028, U+0085, form feed), so that line numbers are those of an editor.
Where an update seems to begin behind one of these, that is an error.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import replace

from statusgen.errors import Location, Problem, Severity, UsageError
from statusgen.frozen import frozen
from statusgen.located import NOT_ON_A_PAGE
from statusgen.sources import Source

__all__ = ["LIMIT", "Text", "characters", "decode", "encoded", "unread"]

LIMIT = 1024 * 1024

_UTF32_MARKS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# What word processors write, whatever the file is called.
_DOCUMENTS = (b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"%PDF-")
# What git leaves around two versions of one place. A line of `=======` alone may be an underline.
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)

# What some editors show as the end of a line, Apple's among them, with an update behind it.
_NO_LINE_END = re.compile(
    "(?:(?<=[^\n])[\x0b\x0c\x85]|[\u2028\u2029])(?=[ \t]*#+[ \t]*[0-9]{4}-[0-9])"
)

# Hold nothing of NOT_ON_A_PAGE: of these kinds are nearly all texts, and it is seen in a twentieth
# of the time, or in a sixtieth.
_PRINTED = bytes((*b"\t\n", *range(0x20, 0x7F)))
_ORDINARY = re.compile(
    "[^\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe-\U0010ffff]*+"
)


@frozen(kw_only=False)
class Text:
    """A file as text: `lines` have no line ends, and there is at least one that is not blank."""

    path: str
    lines: tuple[str, ...]


def decode(source: Source) -> tuple[Text | None, tuple[Problem, ...]]:
    """Decode a file and cut it into lines; the text is None where a problem is an error."""
    text, problems = characters(source)
    if text is None:
        return None, problems
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return Text(source.path, tuple(lines)), problems


def unread(source: Source, faults: tuple[Problem, ...]) -> tuple[str, ...]:
    """Return the lines of a file that is no text, as far as they can be read.

    None where git left two versions: one of them may be what readers are to be told.
    """
    if any(fault.code == "merge-conflict" for fault in faults):
        return ()
    text = source.data.removeprefix(BOM_UTF8).decode(errors="replace")
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def encoded(text: str, *, of: str) -> bytes:
    """Return what somebody gave as the option `of` as a file has it. Raises UsageError."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{of}: this is not a text in UTF-8", "type it again") from error


def characters(source: Source) -> tuple[str | None, tuple[Problem, ...]]:
    """Decode a file; the text is None where a problem is an error. Its lines end in LF.

    Characters that may not stand on pages and in feeds are left out, with one warning for the file.
    In a line that held such characters, columns count without them.
    """
    data = source.data
    if len(data) > LIMIT:
        start = Location(source.path)
        what = f"this file is larger than {LIMIT // 1024} KB"
        return None, (Problem(start, "too-large", what, "shorten it or split it in two"),)
    # First, because those of Word are full of NULs, as a text in UTF-16 is.
    if data.removeprefix(BOM_UTF8).startswith(_DOCUMENTS):
        start = Location(source.path)
        what = "this file is a document of a word processor, not a plain text"
        hint = "copy its words into a plain text file; in TextEdit choose Format > Make Plain Text"
        return None, (Problem(start, "not-plain-text", what, hint),)
    encoding = _foreign_encoding(data)
    if encoding:
        what = f"this file is saved as {encoding}; save it as UTF-8"
        start = Location(source.path)
        return None, (Problem(start, "wrong-encoding", what, "choose UTF-8 in “Save as”"),)
    data = data.removeprefix(BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return None, (_not_utf8(source.path, data, error.start),)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        what = "there is a NUL character here, which a text never holds"
        hint = "delete it; if the file is not a text at all, restore it from its history"
        return None, (Problem(_place(source.path, text, text.index("\x00")), "nul", what, hint),)
    # Readers would see both versions, or not the one that holds.
    if ("<<<<<<<" in text or ">>>>>>>" in text) and (match := _CONFLICT.search(text)):
        what = "git left two versions of this place, because it could not tell which one is right"
        hint = "keep what is right and delete all lines that begin with <<<<<<<, ======= or >>>>>>>"
        where = replace(_place(source.path, text, match.start()), length=len(match[0]))
        return None, (Problem(where, "merge-conflict", what, hint),)
    printed = not data.translate(None, _PRINTED)
    # Readers would find it in the text above, and a Resolved would hold for nobody.
    if not printed and (match := _NO_LINE_END.search(text)):
        what = "what looks like the end of a line here is another character, so no update begins"
        where = _place(source.path, text, match.start())
        return None, (Problem(where, "bad-update", what, "delete it and press Enter"),)
    problems: tuple[Problem, ...] = ()
    ordinary = printed or _ORDINARY.fullmatch(text)
    if not ordinary and (found := list(NOT_ON_A_PAGE.finditer(text))):
        problems = (_forbidden(source.path, text, found),)
        text = NOT_ON_A_PAGE.sub("", text)
    if not text or text.isspace():
        what = "this file holds only blank lines" if text else "this file is empty"
        start = Location(source.path)
        empty = Problem(start, "empty-file", what, "write something into it, or delete it")
        return None, (*problems, empty)
    return text, problems


def _foreign_encoding(data: bytes) -> str:
    """Name the encoding that is plainly not UTF-8: by its mark, or by NULs at every other byte."""
    if data.startswith(_UTF32_MARKS):
        return "UTF-32"
    if data.startswith(_UTF16_MARKS):
        return "UTF-16"
    sample = data[:256]
    pairs = len(sample) // 2
    if pairs < 2 or b"\x00" not in sample or not sample.strip(b"\x00"):
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even + odd > pairs + pairs // 4:
        return "UTF-32"
    return "UTF-16" if max(even, odd) > pairs // 2 else ""


def _not_utf8(path: str, data: bytes, index: int) -> Problem:
    before = data[:index].decode().replace("\r\n", "\n").replace("\r", "\n")
    byte = data[index : index + 1]
    character = byte.decode("cp1252", errors="replace")
    hint = "save it as UTF-8"
    if character != "\ufffd" and character.isprintable():
        hint = f"save it as UTF-8; it looks like Windows-1252, where this byte is '{character}'"
    what = f"the byte 0x{byte.hex().upper()} is not UTF-8"
    return Problem(_place(path, before, len(before)), "not-utf-8", what, hint)


def _forbidden(path: str, text: str, found: list[re.Match[str]]) -> Problem:
    what = f"the character U+{ord(found[0][0]):04X} may not stand on a page and is left out"
    if len(found) > 1:
        what += f" (and {len(found) - 1} more like it)"
    where = _place(path, text, found[0].start())
    return Problem(where, "forbidden-character", what, "delete it", Severity.WARNING)


def _place(path: str, text: str, index: int) -> Location:
    line_start = text.rfind("\n", 0, index) + 1
    return Location(path, text.count("\n", 0, index) + 1, index - line_start + 1)
