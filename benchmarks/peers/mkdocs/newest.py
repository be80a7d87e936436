"""What MkDocs does not do by itself: know the newest entries, and write a feed of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

_MOST = 50


def on_env(env: Any, config: Any, files: Any) -> Any:
    """Let templates and the feed have the newest entries."""
    pages = [file.page for file in files.documentation_pages() if "date" in file.page.meta]
    pages.sort(key=lambda page: str(page.meta["date"]), reverse=True)
    env.globals["newest"] = config.extra["newest"] = pages[:_MOST]
    return env


def on_post_build(config: Any) -> None:
    """Write the feed."""
    newest = config.extra["newest"]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        "<title>Shop status</title><id>https://status.example/</id>",
        '<link href="https://status.example/feed.xml" rel="self"/>',
        f"<updated>{newest[0].meta['date']}</updated><author><name>Shop</name></author>",
    ]
    lines += [
        f"<entry><title>{escape(page.title)}</title><id>{page.canonical_url}</id>"
        f'<link href="{page.canonical_url}"/><updated>{page.meta["date"]}</updated>'
        f'<content type="html">{escape(page.content)}</content></entry>'
        for page in newest
    ]
    (Path(config.site_dir) / "feed.xml").write_text("\n".join([*lines, "</feed>\n"]), "utf-8")
