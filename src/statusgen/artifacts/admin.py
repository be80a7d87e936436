"""The form for editing entries in a browser: a page that loads one program, and what it is to ask.

Off unless statusgen.yml has `admin:`. Decap and Sveltia read the same config. The public pages and
their policy know nothing of it. It edits entries only, and renames and deletes none.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
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
from statusgen.words.catalogue import FALLBACK, form_of

__all__ = ["artifacts"]

Field = dict[str, Any]
Ask = Callable[..., str]

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
    page = _page(edition, admin, f"../{own}", policy)
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


def _page(edition: Edition, admin: Admin, own: str, policy: str) -> bytes:
    ask = _asker(edition)
    script = admin.script
    source = f'src="{escape(own)}"'
    if script.url is not None:
        source = f'src="{escape(script.url)}" integrity="{script.integrity}" crossorigin'
    tidy = f"<script>{_TIDY}</script>\n" if admin.cms is Cms.DECAP else ""
    return (
        f'<!doctype html>\n<html lang="{edition.words.spoken}">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{escape(ask('page.title', title=edition.config.title))}</title>\n"
        '<link rel="cms-config-url" type="text/yaml" href="config.yml">\n'
        f"<body>\n<noscript>{escape(ask('page.script'))}</noscript>\n"
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
    ask = _asker(edition)
    own = admin.cms is Cms.DECAP and edition.words.spoken != FALLBACK
    return {
        "backend": dict(admin.backend),
        # Sveltia follows the browser of who writes.
        **({"locale": edition.words.spoken} if own else {}),
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
            _collection("incidents", ask("incident.many"), ask("incident.one"), site.incidents)
            | {"fields": _incident(edition, ask)},
            _collection("maintenance", ask("work.many"), ask("work.one"), site.maintenance)
            | {"fields": _maintenance(edition, ask, needed=admin.cms is Cms.SVELTIA)},
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


def _incident(edition: Edition, ask: Ask) -> list[Field]:
    words = edition.words
    states = _choice((one.word, words.state(one)) for one in reversed(State))
    labels = _labels(edition, ask)
    components: Field = {
        "name": "components",
        "label": ask("services.label"),
        "widget": "object",
        "required": False,
        "collapsed": False,
        "hint": ask("incident.services"),
        "fields": [{"name": name, "label": label, **states} for name, label in labels.items()],
    }
    impact = _choice((one.word, words.impact(one)) for one in Impact)
    return [
        _title(ask, "incident.title"),
        components,
        *_advice(ask),
        _time(edition, ask, "next_update"),
        {
            "name": "impact",
            "label": ask("impact.label"),
            **impact,
            "hint": ask("impact.hint"),
        },
        *_kept_back(edition, ask),
        _updates(edition, ask, INCIDENT_STATUSES),
    ]


def _maintenance(edition: Edition, ask: Ask, *, needed: bool) -> list[Field]:
    """Describe planned work. `needed` says that it cannot be saved without a service.

    Sveltia drops the states that a file gives to services, and would save it without any.
    """
    components: Field = {
        "name": "components",
        "label": ask("services.label"),
        **_choice(_labels(edition, ask).items()),
        "multiple": True,
        "required": needed,
        "hint": ask("work.services"),
    }
    return [
        _title(ask, "work.title"),
        _time(edition, ask, "starts", required=True),
        _time(edition, ask, "ends", required=True),
        components,
        *_advice(ask),
        _time(edition, ask, "next_update"),
        *_kept_back(edition, ask),
        _updates(edition, ask, MAINTENANCE_STATUSES),
    ]


def _title(ask: Ask, hint: str) -> Field:
    return {
        "name": "title",
        "label": ask("title.label"),
        "widget": "string",
        "hint": ask(hint),
        "pattern": [_TITLE, ask("title.wrong")],
    }


def _advice(ask: Ask) -> list[Field]:
    still_works: Field = {
        "name": "still_works",
        "label": ask("still_works.label"),
        "label_singular": ask("still_works.one"),
        "widget": "list",
        "required": False,
        "hint": ask("still_works.hint"),
        "field": {"name": "text", "label": ask("still_works.text"), "widget": "string"},
    }
    texts = [
        {
            "name": name,
            "label": ask(f"{name}.label"),
            "widget": "text",
            "required": False,
            "hint": ask(f"{name}.hint"),
        }
        for name in ("what_to_do", "data_safe")
    ]
    return [still_works, *texts]


def _kept_back(edition: Edition, ask: Ask) -> list[Field]:
    draft: Field = {
        "name": "draft",
        "label": ask("draft.label"),
        "widget": "boolean",
        "required": False,
        "hint": ask("draft.hint"),
    }
    return [_time(edition, ask, "publish_at"), draft]


def _time(edition: Edition, ask: Ask, name: str, *, required: bool = False) -> Field:
    """Ask for a time as a text: a picker would take it for a time of the writer's own zone."""
    return {
        "name": name,
        "label": ask(f"{name}.label"),
        "widget": "string",
        "required": required,
        "hint": ask("time.hint", hint=ask(f"{name}.hint"), zone=edition.config.zone.key),
        "pattern": [_TIME, ask("time.wrong")],
    }


def _updates(edition: Edition, ask: Ask, statuses: tuple[UpdateStatus, ...]) -> Field:
    """Ask for the updates as plain text: an editor of rich text would change their headings.

    The statuses in these are words of the format, in every language.
    """
    words = [one.spoken for one in statuses]
    pairs = zip(words, map(edition.words.status, statuses), strict=True)
    named = [f"{word} ({own})" if own != word else word for word, own in pairs]
    return {
        "name": "body",
        "label": ask("updates.label"),
        "widget": "text",
        "hint": ask("updates.hint", zone=edition.config.zone.key, statuses=", ".join(named)),
        "default": f"## YYYY-MM-DD HH:MM {words[0]}\n\n",
        "pattern": [_BODY, ask("updates.wrong")],
    }


def _choice(pairs: Iterable[tuple[str, str]]) -> Field:
    options = [{"label": label, "value": value} for value, label in pairs]
    return {"widget": "select", "required": False, "options": options}


def _labels(edition: Edition, ask: Ask) -> dict[str, str]:
    """Name every component; the retired ones too, for old entries that name them."""
    every = edition.config.components
    often = Counter(one.name for one in every)
    labels = {}
    for one in every:
        name = one.name if often[one.name] == 1 else f"{one.name} ({one.id})"
        labels[one.id] = ask("services.retired", name=name) if one.retired else name
    return labels


def _asker(edition: Edition) -> Ask:
    """Speak to officers in the language of the page: what they write is in it."""
    words = edition.words
    texts = form_of(words.spoken)
    return lambda key, **values: words.spelt(texts[key]).format(**values)


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
