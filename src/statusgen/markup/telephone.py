"""Telephone numbers in a text: where they are, and how their groups keep their order.

In a line that is read from right to left a browser puts groups of digits with blanks between them
the other way round (https://www.unicode.org/reports/tr9/): 0808 157 0123 reads 0123 157 0808 there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["in_order", "in_order_abroad", "in_order_html", "numbers"]

_PHONE = re.compile(
    r"(?<![\w.:/+-])(?:\+\d{1,3}[ .-]?(?:\(0\)[ ]?)?(?:\(?\d{2,5}\)?[ .-]?){2,5}\d{2,4}"
    r"|\(?0\d{2,5}\)?(?:[ -]?\d{2,6}){1,4}"
    r"|(?:1[.-]|1 (?=\())?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4})(?![\w-]|[.:]\d)"
)
_LEAST_DIGITS, _MOST_DIGITS = 9, 15
# Where another number may begin, behind one that has all its digits: most of telephones have a 0.
_BETWEEN = re.compile(r"(?<=\d) (?=(?P<zero>\(?0\d)?)")
_TAG = re.compile("(<[^>]*>)")
_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"


def numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield where telephone numbers begin and end, each one of several in a row."""
    start = 0
    while match := _PHONE.search(text, start):
        begin, start = match.span()
        gaps = _BETWEEN.finditer(text, begin, start)
        ends = [gap for gap in gaps if _is_long(text[begin : gap.start()])]
        # The last group of the first may begin with a 0 as well.
        others = [gap for gap in ends if gap["zero"] and _is_number_at(text, gap.end())]
        if others:
            start = others[-1].start()
        elif ends and _digits(match[0]) > _MOST_DIGITS:
            start = min(ends, key=lambda gap: gap["zero"] is None).start()
        if _is_long(text[begin:start]):
            yield begin, start


def in_order(text: str) -> str:
    """Put each number of a plain text between the signs that keep it from left to right."""
    return _around(text, _LEFT_TO_RIGHT, _END)


def in_order_html(html: str) -> str:
    """Put each number between the words of safe HTML into an element that does the same."""
    return _between_tags(html, '<bdi dir="ltr">', "</bdi>")


def in_order_abroad(html: str) -> str:
    """Put signs around each number of HTML for others: feed readers drop that element."""
    return _between_tags(html, _LEFT_TO_RIGHT, _END)


def _between_tags(html: str, before: str, behind: str) -> str:
    parts = _TAG.split(html)
    parts[::2] = [_around(text, before, behind) for text in parts[::2]]
    return "".join(parts)


def _around(text: str, before: str, behind: str) -> str:
    parts, last = [], 0
    for start, end in numbers(text):
        parts += [text[last:start], before, text[start:end], behind]
        last = end
    return "".join((*parts, text[last:]))


def _is_number_at(text: str, start: int) -> bool:
    match = _PHONE.match(text, start)
    return match is not None and _digits(match[0]) >= _LEAST_DIGITS


def _is_long(text: str) -> bool:
    return _LEAST_DIGITS <= _digits(text) <= _MOST_DIGITS


def _digits(text: str) -> int:
    # The (0) behind the number of a country stands for what is dialled without it.
    return sum(one.isdigit() for one in text.replace("(0)", ""))
