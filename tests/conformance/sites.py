"""Sites to hold against standards, and what a build makes of them. Compares nothing itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tests.program import artifacts
from tests.strategies import SiteText

from statusgen import pipeline
from statusgen.derive import derive
from statusgen.parse import parse
from statusgen.render import draw
from statusgen.theme import Theme

__all__ = [
    "FOREIGN",
    "HOSTILE",
    "HOSTILE_NOW",
    "QUIET",
    "ROOT",
    "SHOP_NOW",
    "SKIPPED",
    "Built",
    "built",
    "drawn",
    "hostile_files",
    "weekly_files",
    "write",
]

ROOT = Path(__file__).resolve().parents[2]
SHOP_NOW = "2026-11-22T18:00Z"
HOSTILE_NOW = "2026-03-20T12:00Z"

# Compiling templates takes longer than drawing a small site; equal digests draw equal bytes.
_THEMES: dict[str, Theme] = {}


@dataclass(frozen=True)
class Built:
    """A build: what was planned, and the bytes of every file by its path."""

    plan: pipeline.Plan
    files: dict[str, bytes]

    def text(self, path: str) -> str:
        return self.files[path].decode("utf-8")

    def json(self, path: str) -> Any:
        return json.loads(self.files[path])

    def xml(self, path: str) -> ET.Element:
        return ET.fromstring(self.files[path])

    def ending(self, *ends: str) -> list[str]:
        """Name the files of a kind, in a fixed order."""
        return sorted(path for path in self.files if path.endswith(ends))

    @cached_property
    def url(self) -> str:
        return self.plan.status.site.config.url

    def put(self, folder: Path) -> Path:
        """Put every file into a folder, as it would be deployed."""
        for path, data in self.files.items():
            there = folder / path
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(data)
        return folder


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Make a site's folder; the folders of entries are there in any case."""
    for name in ("incidents", "maintenance"):
        (folder / "content" / name).mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        there = folder / path
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(text, "utf-8", newline="")
    return folder


def weekly_files(weeks: Iterable[datetime]) -> dict[str, str]:
    """Make a site on which an hour's work is planned for each of these times."""
    config = """
title: Shop
url: https://status.example/
timezone: UTC
components: [{id: tills, name: Tills}]
"""
    return {"statusgen.yml": config} | {
        f"content/maintenance/{week:%Y-%m-%d}.md": "---\ntitle: Weekly\ncomponents: [tills]\n"
        f"starts: {week:%Y-%m-%d %H:%MZ}\nends: {week + timedelta(hours=1):%Y-%m-%d %H:%MZ}\n"
        "---\n\n## 2026-01-01 09:00 Scheduled\n\nEach week.\n"
        for week in weeks
    }


def built(site: Path, now: str, *, skip_broken: bool = False, only: str = "") -> Built:
    """Build a site in this process, without an output folder; `only` draws what begins so."""
    plan = pipeline.plan(pipeline.Options(site=site, now=now, skip_broken=skip_broken))
    theme = _THEMES.setdefault(plan.theme.digest, plan.theme)
    wanted = (one for one in plan.artifacts if one.path.startswith(only))
    return Built(plan, {one.path: draw(one, theme) for one in wanted})


def drawn(site: SiteText, now: datetime, *only: str) -> Built:
    """Build a generated site in memory; `only` draws the files that end so."""
    wanted, theme = artifacts(site.sources, now)
    status = derive(parse(site.sources).site, now=now)
    plan = pipeline.Plan(
        now=now,
        status=status,
        checked=status,
        problems=(),
        theme=theme,
        artifacts=wanted,
        sources=site.sources,
        layers=(),
    )
    chosen = (one for one in wanted if one.path.endswith(only or ("",)))
    return Built(plan, {one.path: draw(one, theme) for one in chosen})


QUIET = {
    "statusgen.yml": """
title: Quiet
url: https://status.example/
timezone: Europe/London
components: [{id: web, name: Website}]
"""
}

SKIPPED = {
    "statusgen.yml": QUIET["statusgen.yml"],
    "content/incidents/2026-03-04-broken.md": "---\ntitle: [\n---\n",
    "content/incidents/2026-03-03-whole.md": """---
title: Checkout was slow
components: {web: degraded_performance}
---

## 2026-03-03 08:40 Investigating

We are looking.

## 2026-03-03 09:40 Resolved
""",
    "content/maintenance/2026-03-09-broken.md": "",
}

FOREIGN = {
    "statusgen.yml": """
title: מצב השירות
url: https://shop.example/status/
timezone: Asia/Jerusalem
language: he
states: {major_outage: לא עובד}
statuses: {investigating: בודקים}
groups:
  - {id: shops, name: חנויות, components: [{id: tills, name: קופות}]}
""",
    "content/incidents/2026-03-04-tills.md": """---
title: הקופות לא עובדות (חלקית)
components: {tills: major_outage}
what_to_do: שלמו במזומן.
---

## 2026-03-04 10:00 Investigating {next_update: 2026-03-04 13:00}

אנחנו בודקים: [עוד](/help) ו־[דף](../maintenance/2026-03-10-night.md).
""",
    "content/maintenance/2026-03-10-night.md": """---
title: עבודת לילה
components: [tills]
starts: 2026-03-10 23:00
ends: 2026-03-11 02:00
---

## 2026-03-01 10:00 Scheduled
""",
}

HOSTILE = {
    "cdata": "]]> <![CDATA[ <!-- --> <?xml?> &amp; &lt;b&gt; & < >",
    "quotes": "\"double\" 'single' `back` \\ / {{ braces }} {% block %} ${js} %s",
    "script": "</script><script>alert(1)</script><svg onload=alert(1)>",
    "emoji": "👩🏽‍🚒 family 👨‍👩‍👧‍👦, flags 🇬🇧 🏴󠁧󠁢󠁳󠁣󠁴󠁿, keycap 3️⃣, 🧑‍💻",
    "lines": "separators \u2028 and \u2029 and \u00a0 and \u200b and \ufeff",
    "right-to-left": "الدفع بدون تلامس لا يعمل (جزئيًا) 123",
    "bidi": "embedded \u202b txet desrever \u202c isolate \u2067 x \u2069",
    "markdown": "*not* _a_ [heading](https://x.example/?a=1&b=2) | ~~~ `code` ***",
    "calendar": "BEGIN:VEVENT; comma, colon: backslash\\n END:VCALENDAR",
    "combining": "Z̸̡̧͇a̴l̶g̷o, \ufffd and \ue000 of nobody's",
    "thai": "ภาษาไทยไม่มีช่องว่างระหว่างคำ",
    "chinese": "由于支付服务商的故障,部分门店无法使用非接触式支付" * 4,
    "long": "ten thousand characters " * 417,
}
"""Titles and texts that break what is put together from strings."""


def hostile_files(texts: Mapping[str, str] = HOSTILE) -> dict[str, str]:
    """Make a site of them: each is a title, a text, a component's name and a piece of advice."""
    # A name of ten thousand characters is nobody's; four hundred are enough to fill a screen.
    components = [
        {"id": f"c-{name}", "name": text[:400].strip(), "description": text[:500]}
        for name, text in texts.items()
    ]
    files = {
        "statusgen.yml": "\n".join(
            (
                f"title: {json.dumps(HOSTILE['quotes'] + HOSTILE['emoji'], ensure_ascii=False)}",
                "url: https://status.example/sub/path/",
                "timezone: Europe/London",
                f"components: {_escaped(components)}",
                "",
            )
        )
    }
    for number, (name, text) in enumerate(texts.items()):
        day = f"2026-03-{number + 1:02}"
        status = "Resolved" if number % 2 else "Monitoring"
        # YAML may not hold these; from Markdown they are left out.
        body = f"\x07 \x1b[31m {text} \x7f \x85 \x9b \ufdd0 \ufffe \U0001fffe"
        files[f"content/incidents/{day}-{name}.md"] = f"""---
title: {_escaped(text.strip())}
components: {{c-{name}: partial_outage}}
still_works: [{_escaped(text)}]
what_to_do: {_escaped(text)}
data_safe: {_escaped(text)}
---

Opening. {body}

## {day} 08:40 Investigating

Begin. {body}

## {day} 09:10 Identified {{next_update: {day} 12:00}}

> {body}

* {body}

## {day} 10:00 {status}

    {body}
"""
        files[f"content/maintenance/{day}-planned-{name}.md"] = f"""---
title: {_escaped("Planned " + text)}
components: [c-{name}]
starts: {day} 22:00
ends: {day} 23:30
---

## {day} 07:00 Scheduled

{body}

## {day} 12:00 {"Cancelled" if number % 3 == 0 else "Update"}

{body}
"""
    return files


def _escaped(value: object) -> str:
    """Write a value as YAML that reads back as just this: JSON's escapes are YAML's, too."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(
        char if char.isprintable() and ord(char) < 0x10000 else _escape(char) for char in text
    )


def _escape(char: str) -> str:
    return char if char == " " else f"\\U{ord(char):08X}"
