"""One update in the shape that a receiver reads. Pure; every text of an author's is data.

`standard` is an event with `type`, `timestamp` and `data`; `slack` is a message of Slack's, `teams`
one for a workflow of Microsoft Teams.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from statusgen.frozen import frozen

__all__ = ["FORMATS", "Event", "body"]

_TEXT = 2500  # characters of an update's text: Slack takes 3,000 in one section, escapes included
_ROOM = 2900
_TITLE = 300  # more of a title would leave no room in what a receiver takes


@frozen
class Event:
    """One update, as it is when it is told. `at` is RFC 3339, in UTC.

    `kind` is "incident" or "maintenance", `entry` its id, `url` the update's permanent address.
    `more` is what a link to it is called; an outbox of an earlier version does not say it.
    """

    kind: str
    entry: str
    title: str
    status: str
    text: str
    url: str
    at: str
    more: str = "Read more"


def body(form: str, event: Event, id_: str) -> bytes:
    """Write an event as JSON in one of `FORMATS`; `id_` is that of the message."""
    value = FORMATS[form](event, id_)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _standard(event: Event, id_: str) -> object:
    return {
        "type": f"{event.kind}.updated",
        "timestamp": event.at,
        "data": {
            "id": id_,
            "entry": event.entry,
            "title": event.title,
            "status": event.status,
            "text": event.text,
            "url": event.url,
            "at": event.at,
        },
    }


def _slack(event: Event, id_: str) -> object:
    """Write Block Kit (https://docs.slack.dev/block-kit). `text` is what a notification shows."""
    del id_
    title, link = _mrkdwn(_cut(event.title, _TITLE)), _mrkdwn(event.url).replace("|", "%7C")
    blocks = [_section(f"*<{link}|{title.replace('*', '∗')}>*")]
    if event.text:
        blocks.append(_section(_shortened(_mrkdwn(event.text[:_TEXT]), event.text)))
    return {"text": title, "blocks": blocks}


def _section(text: str) -> dict[str, object]:
    # Verbatim: a word such as #payments or @channel in an update is no mention of anything.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _mrkdwn(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _shortened(escaped: str, whole: str) -> str:
    if len(whole) <= _TEXT and len(escaped) <= _ROOM:
        return escaped
    cut = escaped[:_ROOM]
    # Half an escape at the end would be shown as it is.
    start = cut.rfind("&")
    if start >= 0 and ";" not in cut[start:]:
        cut = cut[:start]
    return f"{cut.rstrip()}…"


def _teams(event: Event, id_: str) -> object:
    """Write an Adaptive Card, in rich text, which has no markup that a text could hold."""
    del id_
    text = _cut(event.text, _TEXT)
    rows = [_rich(_cut(event.title, _TITLE), size="Large", weight="Bolder")]
    rows += [_rich(line) for line in text.split("\n") if line.strip()]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": rows,
        "actions": [{"type": "Action.OpenUrl", "title": event.more, "url": event.url}],
    }
    content_type = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": content_type, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def _rich(text: str, **look: str) -> dict[str, object]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}


FORMATS: dict[str, Callable[[Event, str], object]] = {
    "standard": _standard,
    "slack": _slack,
    "teams": _teams,
}
"""The shapes, by the word in statusgen.yml."""
