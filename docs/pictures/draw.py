"""Draw the pictures of the documentation anew: `.venv/bin/python docs/pictures/draw.py`.

Needs Chromium. The pages are the demo's at one fixed time, so that pictures change only when the
theme or the demo does.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from statusgen.pipeline import Options, build

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-11-22 12:00"
WIDTH = 860
PICTURES = {"entry.png": "incidents/2026-11-22-gift-card-balances/index.html"}


def main() -> None:
    """Build the demo and take a picture of each page, down to its newest update."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        out = Path(folder) / "output"
        build(Options(site=ROOT, now=NOW), out)
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-lcd-text"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": 600}, color_scheme="light")
        for name, path in PICTURES.items():
            page.goto((out / path).as_uri())
            update = page.locator("article.update").first.bounding_box()
            assert update is not None
            page.screenshot(
                path=ROOT / "docs/pictures" / name,
                full_page=True,
                clip={"x": 0, "y": 0, "width": WIDTH, "height": update["y"] + update["height"]},
            )
        browser.close()


if __name__ == "__main__":
    main()
