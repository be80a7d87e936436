"""JSON Schemas of what authors write, for editors: statusgen.yml and the front matter of entries.

An editor that knows them completes keys and marks what is wrong while it is typed. They say what
keys there are and of which kind; whether an id is known or a time exists only `check` can say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from statusgen.model import Cms, Impact, State, UpdateStatus
from statusgen.sources import CONFIG

__all__ = ["config", "entry"]

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_ID = r"^[a-z0-9]+(-+[a-z0-9]+)*$"
_ID_LIMIT = 120
_COLOUR = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"
_DURATION = r"^[1-9][0-9]{0,5} *[smhd]$"
_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{1,2}:[0-9]{2}"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def config() -> Schema:
    """Describe statusgen.yml."""
    components = _components()
    return _document(
        CONFIG,
        _keys(
            {
                "title": _text("The name of the page."),
                "url": _text("The address of the published page.", pattern="^https?://"),
                "timezone": _text("The time zone of every time that you write: Europe/London."),
                "language": _text("The language of the page: en-GB."),
                "freshness": _text(
                    "How often the page is confirmed, at least: 10m.", pattern=_DURATION
                ),
                "help": _list(_link(), "Links for customers who need help."),
                "groups": _list(_group(components), "Services under one heading."),
                "components": components,
                "states": _labels((state.word for state in State), "Your own words for states."),
                "statuses": _labels(
                    (status.value for status in UpdateStatus), "Your own words for statuses."
                ),
                "theme": _text("The folder of the theme: default, plain, or one in themes/."),
                "brand": _brand(),
                "check": _check(),
                "admin": _admin(),
                "publish": _publish(),
                "tell": _tell(),
            },
            required=("title", "url", "timezone"),
        ),
    )


def _components() -> Schema:
    component = _keys(
        {
            "id": _id("The short name that entries use. Never change it."),
            "name": _text("What customers call it."),
            "description": _text("A few words that help to recognise it."),
            "since": _text("The first day on which it was there.", pattern=_DAY),
            "retired": _text("The first day on which it was not there any more.", pattern=_DAY),
        },
        required=("id", "name"),
    )
    return _list(component, "The services that you report on.")


def _group(components: Schema) -> Schema:
    return _keys(
        {
            "id": _id("The short name of the group. Never change it."),
            "name": _text("What customers call it."),
            "description": _text("A few words about it."),
            "components": components,
        },
        required=("id", "name", "components"),
    )


def _link() -> Schema:
    return _keys(
        {
            "name": _text("What the link says."),
            "url": _text("Where it leads: https, mailto or tel."),
        },
        required=("name", "url"),
    )


def _brand() -> Schema:
    colours = {"type": "object", "additionalProperties": _text("A colour.", pattern=_COLOUR)}
    return _keys(
        {
            "logo": _text("A picture in this folder.", pattern=r"\.(svg|png|SVG|PNG)$"),
            "home": _text("The address of your own home page."),
            "help": _text("Where customers get help."),
            "colours": colours | {"description": "The theme's colours, by name."},
            "dark": colours | {"description": "The same for the dark scheme."},
        }
    )


def _check() -> Schema:
    return _keys(
        {
            "off": _list(_text("The code of a rule."), "Rules that are not to be applied."),
            "words": _list(_text("A word."), "Words and short forms that your customers know."),
            "untouched": _text("How long an incident may stay without news.", pattern=_DURATION),
            "history": {
                "type": "boolean",
                "description": "Look at the wording of old entries too.",
            },
        }
    )


def _admin() -> Schema:
    backend: Schema = {
        "type": "object",
        "description": "Where the entries are kept, in the words of the form's own documents.",
        "properties": {"name": _text("github, gitlab, gitea, git-gateway or proxy.")},
        "required": ["name"],
    }
    script = _keys(
        {
            "file": _text("The program as a file in this folder.", pattern=r"\.js$"),
            "url": _text("The program at an address elsewhere.", pattern="^https?://"),
            "integrity": _text("The digest that it must have there.", pattern="^sha(256|384|512)-"),
        }
    )
    cms: Schema = {
        "type": "string",
        "enum": [cms.value for cms in Cms],
        "description": "The program that draws the form.",
    }
    review: Schema = {
        "type": "boolean",
        "description": "Have somebody look at each change before it is published.",
    }
    return _keys(
        {"cms": cms, "backend": backend, "script": script, "review": review},
        required=("cms", "backend", "script"),
    )


def _publish() -> Schema:
    """Describe the targets, whose other keys depend on the type: others may add types."""
    kinds = "s3, gcs, azure, directory, ssh, git or command"
    target: Schema = {
        "type": "object",
        "properties": {
            "type": _text(f"What kind of place it is: {kinds}."),
            "name": _text("What it is called in messages, if not by its type."),
            "cdn": {
                "type": "object",
                "description": "The network in front of it, which is told what has changed.",
                "properties": {"type": _text("cloudfront, cloudflare or fastly.")},
                "required": ["type"],
            },
        },
        "required": ["type"],
    }
    return _list(target, "The places that show the page; passwords and keys stand elsewhere.")


def _tell() -> Schema:
    webhook: Schema = {
        "type": "object",
        "properties": {
            "name": _text("What it is called in messages."),
            "url": _text("Where it listens.", pattern="^https?://"),
            "url_env": _text("The variable that holds its address, where that is a secret."),
            "format": {
                "type": "string",
                "enum": ["standard", "slack", "teams"],
                "description": "How it wants to be spoken to.",
            },
            "secret_env": _text("The variable that holds the secret for signatures."),
        },
        "required": ["name"],
    }
    return _keys(
        {
            "websub": _list(_text("A hub.", pattern="^https?://"), "Hubs that hear of new feeds."),
            "webhooks": _list(webhook, "Programs that are told of every update."),
        }
    )


def entry(*, maintenance: bool) -> Schema:
    """Describe the front matter of an incident, or of planned work."""
    states: Schema = {"type": "string", "enum": [state.word for state in State]}
    components: Schema = {
        "description": "The services that are hit, each with how it is.",
        "anyOf": [{"type": "object", "additionalProperties": states}, _list(_text("An id."), "")],
    }
    keys: Schema = {
        "title": _text("What does not work, and where. A short sentence without a full stop."),
        "components": components,
    }
    if maintenance:
        keys["starts"] = _text("When the work begins: 2026-06-10 23:00.", pattern=_TIME)
        keys["ends"] = _text("When it is over at the latest.", pattern=_TIME)
    else:
        keys["impact"] = {
            "type": "string",
            "enum": [impact.word for impact in Impact],
            "description": "How bad it is, where the states do not say it.",
        }
    keys |= {
        "still_works": _list(_text("One thing."), "What customers can still use."),
        "what_to_do": _text("What customers should do, or do instead."),
        "data_safe": _text("The answer to “is my data safe?”."),
        "next_update": _text("When you will write again: 2026-06-10 23:00.", pattern=_TIME),
        "draft": {"type": "boolean", "description": "true keeps it out of everything."},
        "publish_at": _text("Keeps it out of everything until then.", pattern=_TIME),
    }
    required = ("title", "starts", "ends") if maintenance else ("title",)
    title = "Planned work" if maintenance else "An incident"
    return _document(title, _keys(keys, required=required))


def _document(title: str, schema: Schema) -> Schema:
    return {"$schema": _DRAFT, "title": title, **schema}


def _keys(properties: Mapping[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    own = {"required": list(required)} if required else {}
    return {
        "type": "object",
        "properties": dict(properties),
        **own,
        "additionalProperties": False,
    }


def _list(items: Schema, description: str) -> Schema:
    said = {"description": description} if description else {}
    return {"type": "array", **said, "items": items}


def _text(description: str, *, pattern: str = "") -> Schema:
    own = {"pattern": pattern} if pattern else {}
    return {"type": "string", "description": description, **own}


def _id(description: str) -> Schema:
    return {**_text(description, pattern=_ID), "maxLength": _ID_LIMIT}


def _labels(words: Iterable[str], description: str) -> Schema:
    properties = {word: _text("What customers read.") for word in words}
    return _keys(properties) | {"description": description}
