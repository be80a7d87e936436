"""The form for editing entries in a browser: a page that loads one program, and what it is to ask.

Off unless statusgen.yml has `admin:`. Decap and Sveltia read the same config. The public pages and
their policy know nothing of it. It edits entries only, and renames and deletes none.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import yaml
from markupsafe import escape

from statusgen.artifact import Artifact, CacheClass
from statusgen.fingerprint import digest, fingerprint
from statusgen.model import (
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    Admin,
    Cms,
    Entry,
    Impact,
    State,
    UpdateStatus,
)
from statusgen.present.edition import Edition
from statusgen.theme import Theme

__all__ = ["artifacts"]

Field = dict[str, Any]

_DAY = r"[0-9]{4}-(?!(0[2469]|11)-31|02-30)(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
# Not with T, seconds and Z: Decap would read that as a date of its own, and then refuse it.
_TIME = (
    rf"^(?!.*T.*:.*:.*Z){_DAY}[ T]{_CLOCK}(:[0-5][0-9])?"
    r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?$"
)
_TITLE = r"^.{3,100}$"
# A heading that is complete, anywhere, and none whose time is still to be filled in.
_BODY = rf"^(?![\s\S]*## *YYYY-)[\s\S]*## *{_DAY}[ T]{_CLOCK}\S* +\S"

# Decap would write an emptied field as a key with no value, which an entry may not have. Sveltia
# leaves it out if it is told to, and would fetch more programs for a listener.
_TIDY = """
const tidy = value => value && value.map && value.filter
  ? value.map(tidy).filter(one => !(one == null || one === "" || one.size === 0))
  : value;
CMS.registerEventListener({name: "preSave", handler: ({entry}) => tidy(entry.get("data"))});
"""

# What a program needs beside styles of its own: Decap compiles schemas, and Sveltia's icons are a
# typeface from elsewhere.
_NEEDS = {
    Cms.DECAP: {"script-src": ("'unsafe-eval'",)},
    Cms.SVELTIA: {"font-src": ("https://cdn.jsdelivr.net/fontsource/",)},
}
# Where a backend's own service answers, unless the config says another place.
_SERVICES = {
    "github": ("https://api.github.com", "https://www.githubstatus.com"),
    "gitlab": ("https://gitlab.com",),
}
_PICTURES = {
    "github": ("https://avatars.githubusercontent.com",),
    "gitlab": ("https://gitlab.com", "https://secure.gravatar.com"),
}
_ASKED = ("api_root", "base_url", "proxy_url", "identity_url", "gateway_url")


def artifacts(edition: Edition, theme: Theme) -> Iterator[Artifact]:
    """Yield the page, its config and, where it is the site's own, its program."""
    del theme
    admin = edition.config.admin
    if admin is None:
        return
    script = edition.script
    own = "" if script is None else f"assets/cms.{digest(script.data)[:12]}.js"
    if script is not None:
        yield Artifact(
            path=own,
            media_type="text/javascript; charset=utf-8",
            cache=CacheClass.IMMUTABLE,
            renderer=bytes,
            view=lambda: script.data,
            key=own,
        )
    policy = _policy(admin)
    page = _page(admin, edition.config.title, f"../{own}", policy)
    yield Artifact(
        path="admin/index.html",
        media_type="text/html; charset=utf-8",
        cache=CacheClass.NO_CACHE,
        renderer=bytes,
        view=lambda: page,
        key=fingerprint(page),
        policy=policy,
    )
    config = _config(edition, admin)
    yield Artifact(
        path="admin/config.yml",
        media_type="text/yaml; charset=utf-8",
        cache=CacheClass.NO_CACHE,
        renderer=_to_yaml,
        view=lambda: config,
        key=fingerprint(config),
    )


def _page(admin: Admin, title: str, own: str, policy: str) -> bytes:
    script = admin.script
    source = f'src="{escape(own)}"'
    if script.url is not None:
        source = f'src="{escape(script.url)}" integrity="{script.integrity}" crossorigin'
    tidy = f"<script>{_TIDY}</script>\n" if admin.cms is Cms.DECAP else ""
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>Edit: {escape(title)}</title>\n"
        '<link rel="cms-config-url" type="text/yaml" href="config.yml">\n'
        "<body>\n<noscript>Editing needs JavaScript. The status page itself does not.</noscript>\n"
        f"<script {source}></script>\n{tidy}</body>\n</html>\n"
    ).encode()


def _policy(admin: Admin) -> str:
    """Say what the page may do: as little as its program can live with, and this backend alone."""
    tidy = base64.b64encode(hashlib.sha256(_TIDY.encode()).digest()).decode()
    own = (f"'sha256-{tidy}'",) if admin.cms is Cms.DECAP else ()
    backend = dict(admin.backend)
    name = str(backend["name"])
    asked = tuple(_origin(str(backend[key])) for key in _ASKED if key in backend)
    services = _SERVICES.get(name, ()) if "api_root" not in backend else ()
    needs = _NEEDS[admin.cms]
    allowed: dict[str, tuple[str, ...]] = {
        "default-src": ("'none'",),
        "script-src": (admin.script.url or "'self'", *own),
        "style-src": ("'unsafe-inline'",),
        "img-src": ("'self'", "data:", "blob:", *_PICTURES.get(name, ())),
        "connect-src": ("'self'", "data:", "blob:", *services, *asked),
        "font-src": (),
        "base-uri": ("'none'",),
        "form-action": ("'none'",),
    }
    return "; ".join(
        f"{kind} {' '.join(dict.fromkeys((*sources, *needs.get(kind, ()))))}"
        for kind, sources in allowed.items()
        if sources or kind in needs
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _config(edition: Edition, admin: Admin) -> dict[str, object]:
    site = edition.status.site
    return {
        "backend": dict(admin.backend),
        "publish_mode": "editorial_workflow" if admin.review else "simple",
        "site_url": edition.config.url,
        "display_url": edition.config.url,
        "show_preview_links": False,
        # Both programs want a folder for pictures, which no entry can show.
        "media_folder": "media",
        "public_folder": "/media",
        "slug": {
            "encoding": "ascii",
            "clean_accents": True,
            "sanitize_replacement": "-",
            "maxlength": 100,
        },
        "output": {"omit_empty_optional_fields": True},
        "collections": [
            _collection("incidents", "Incidents", "incident", site.incidents)
            | {"fields": _incident(edition)},
            _collection("maintenance", "Planned work", "planned work", site.maintenance)
            | {"fields": _maintenance(edition)},
        ],
    }


def _collection(name: str, label: str, singular: str, entries: Iterable[Entry]) -> Field:
    """Describe a folder of entries. A file's name is its date, first title and minute, for good.

    A title may have no letter that a name can have, and work may be called as an incident is that
    was reported on the same day: the form could never change the name that it gave.
    """
    folder = f"content/{name}"
    paths = [entry.where.path.removeprefix(f"{folder}/") for entry in entries]
    by_year = not paths or any(re.match(r"\d{4}/", path) for path in paths)
    return {
        "name": name,
        "label": label,
        "label_singular": singular,
        "folder": folder,
        "path": "{{year}}/{{slug}}" if by_year else "{{slug}}",
        "slug": "{{year}}-{{month}}-{{day}}-{{slug}}-{{hour}}{{minute}}",
        "extension": "md",
        "format": "yaml-frontmatter",
        "create": True,
        "delete": False,
        "identifier_field": "title",
        "summary": "{{title}}",
        "editor": {"preview": False},
    }


def _incident(edition: Edition) -> list[Field]:
    say = edition.words
    states = _choice([(state.word, say.state(state)) for state in reversed(State)], required=False)
    labels = _labels(edition)
    components: Field = {
        "name": "components",
        "label": "Services",
        "widget": "object",
        "required": False,
        "collapsed": False,
        "hint": "How each service was at the first update. Leave the others empty.",
        "fields": [
            {"name": name, "label": label, **states, "required": False}
            for name, label in labels.items()
        ],
    }
    impact = _choice([(one.word, say.impact(one)) for one in Impact], required=False)
    return [
        _title("What does not work, and where. A short sentence without a full stop."),
        components,
        *_advice(),
        _time(edition, "next_update", "Next update", "When you will write again."),
        {
            "name": "impact",
            "label": "How bad it is",
            **impact,
            "hint": "Only where the services do not say it.",
        },
        *_kept_back(edition),
        _updates(edition, INCIDENT_STATUSES),
    ]


def _maintenance(edition: Edition) -> list[Field]:
    components: Field = {
        "name": "components",
        "label": "Services",
        **_choice(_labels(edition).items(), required=False),
        "multiple": True,
        "hint": "They are closed for planned work from beginning to end.",
    }
    return [
        _title("What will not work, and where. A short sentence without a full stop."),
        _time(edition, "starts", "Begins", "When the work begins.", required=True),
        _time(edition, "ends", "Ends", "When it is over at the latest.", required=True),
        components,
        *_advice(),
        _time(edition, "next_update", "Next update", "When you will write again."),
        *_kept_back(edition),
        _updates(edition, MAINTENANCE_STATUSES),
    ]


def _title(hint: str) -> Field:
    return {
        "name": "title",
        "label": "Title",
        "widget": "string",
        "hint": hint,
        "pattern": [_TITLE, "must have 3 to 100 characters"],
    }


def _advice() -> list[Field]:
    still_works: Field = {
        "name": "still_works",
        "label": "What still works",
        "label_singular": "thing that still works",
        "widget": "list",
        "required": False,
        "hint": "One sentence for each.",
        "field": {"name": "text", "label": "Text", "widget": "string"},
    }
    return [
        still_works,
        _text("what_to_do", "What to do", "What customers should do, or do instead."),
        _text("data_safe", "Is my data safe?", "The answer, as a whole sentence."),
    ]


def _kept_back(edition: Edition) -> list[Field]:
    draft: Field = {
        "name": "draft",
        "label": "Draft",
        "widget": "boolean",
        "required": False,
        "hint": "While this is on, nobody sees the entry.",
    }
    return [_time(edition, "publish_at", "Not before", "Nobody sees it until then."), draft]


def _text(name: str, label: str, hint: str) -> Field:
    return {"name": name, "label": label, "widget": "text", "required": False, "hint": hint}


def _time(edition: Edition, name: str, label: str, hint: str, *, required: bool = False) -> Field:
    """Ask for a time as a text: a picker would take it for a time of the writer's own zone."""
    return {
        "name": name,
        "label": label,
        "widget": "string",
        "required": required,
        "hint": f"{hint} Like 2026-06-10 23:00, {edition.config.zone.key} time.",
        "pattern": [_TIME, "must be a date and a time, like 2026-06-10 23:00"],
    }


def _updates(edition: Edition, statuses: tuple[UpdateStatus, ...]) -> Field:
    """Ask for the updates as plain text: an editor of rich text would change their headings."""
    zone = edition.config.zone.key
    words = [one.value.replace("_", " ").capitalize() for one in statuses]
    return {
        "name": "body",
        "label": "Updates",
        "widget": "text",
        "hint": (
            f"Each update has a heading: two # signs, the date, the time in {zone} and one of"
            f" {', '.join(words)}. The text comes below it. To post news, add a heading and a text"
            " at the end, and leave what is there."
        ),
        "default": f"## YYYY-MM-DD HH:MM {words[0]}\n\n",
        "pattern": [_BODY, "must have a heading with the date and the time in figures"],
    }


def _choice(pairs: Iterable[tuple[str, str]], *, required: bool) -> Field:
    options = [{"label": label, "value": value} for value, label in pairs]
    return {"widget": "select", "required": required, "options": options}


def _labels(edition: Edition) -> dict[str, str]:
    """Name every component; the retired ones too, for old entries that name them."""
    every = edition.config.components
    often = Counter(one.name for one in every)
    labels = {}
    for one in every:
        name = one.name if often[one.name] == 1 else f"{one.name} ({one.id})"
        labels[one.id] = f"{name} (not there any more)" if one.retired else name
    return labels


class _Dumper(yaml.SafeDumper):
    """Writes every text in quotes: YAML's versions differ in which bare words are numbers."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def _to_yaml(value: object) -> bytes:
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**6)
    return text.encode()
