"""Draw the pictures for link previews anew: `.venv/bin/python docs/pictures/share.py`.

Needs Chromium. One for each state, from the icons of the theme: a shape on paper without words, so
that they serve every language. The title beside them says the rest.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ASSETS = Path(__file__).resolve().parents[2] / "themes/default/assets"
PAGE = """<!doctype html><style>
body {{ margin: 0; height: 630px; background: #fcfbf7; display: grid; place-items: center }}
body::before, body::after {{ content: ""; position: absolute; inset-inline: 0; height: 24px; top: 0;
  background: #1d1b17 }}
body::after {{ top: auto; bottom: 0 }}
svg {{ width: 300px; height: 300px }}
</style>{icon}"""


def main() -> None:
    """Take one picture of each icon, in the size that previews are shown in."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        for icon in sorted(ASSETS.glob("icon-*.svg")):
            page.set_content(PAGE.format(icon=icon.read_text("utf-8")))
            page.screenshot(path=ASSETS / f"share-{icon.stem.removeprefix('icon-')}.png")
        browser.close()


if __name__ == "__main__":
    main()
