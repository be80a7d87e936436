"""Draw the pictures of the documentation anew: `make screenshots`.

Needs Chromium. The pages are the demo's at one fixed time, so that pictures change only when a
theme or the demo does. `pages/` gets every kind of page, in each theme, scheme and width; git keeps
only the sheets on which they stand side by side, and the pictures that documents show.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from statusgen.pipeline import Options, build

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs/pictures"
NOW = "2026-11-22 12:00"
THEMES = ("default", "plain")
KINDS = {
    "index": "index.html",
    "incident": "incidents/2026-11-22-gift-card-balances/index.html",
    "over": "incidents/2026-11-14-contactless-payments/index.html",
    "maintenance": "maintenance/2026-12-08-card-payments-60-stores/index.html",
    "component": "components/home-delivery/index.html",
    "history": "history/index.html",
    "year": "history/2026/index.html",
    "subscribe": "subscribe/index.html",
    "404": "404.html",
}
WIDTHS = {"light": (320, 1280), "dark": (320, 1280), "forced": (320, 1280), "print": (794,)}
README = {
    "index.png": "index.html",
    "entry.png": KINDS["incident"],
    "over.png": KINDS["over"],
    "planned.png": KINDS["maintenance"],
}
README_WIDTH = 860
SHEET = """<!doctype html><style>
body {{ margin: 0; padding: 16px; background: #777; display: grid; gap: 16px; width: max-content;
  grid-template-columns: repeat({columns}, auto) }}
figure {{ margin: 0 }} figcaption {{ font: 16px sans-serif; color: #fff; padding-block: 8px }}
img {{ display: block; width: {width}px; height: 900px; object-fit: none;
  object-position: top left; background: #fff }}
.wide img {{ width: 640px; height: 640px; object-fit: cover }}
</style><body class="{kind}">{figures}"""


def main() -> None:
    """Build the demo in each theme, and take all pictures of it."""
    (PICTURES / "pages").mkdir(exist_ok=True)
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    chromium = next(filter(None, map(shutil.which, names)), None)
    arguments = ["--no-sandbox", "--disable-lcd-text"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for theme in THEMES:
            out = site(Path(folder) / theme, theme)
            if theme == "default":
                for name, path in README.items():
                    for_readme(browser, out / path, PICTURES / name)
            for scheme, widths in WIDTHS.items():
                for width in widths:
                    taken = list(pages(browser, out, f"{theme}-{scheme}-{width}", scheme, width))
                    sheet(browser, taken, PICTURES / f"sheet-{theme}-{scheme}-{width}.jpg", width)
        browser.close()


def site(folder: Path, theme: str) -> Path:
    """Build the demo in a theme; links on 404.html begin at the root, so it gets the folder's."""
    shutil.copytree(ROOT / "content", folder / "content")
    config = (ROOT / "statusgen.yml").read_text("utf-8")
    (folder / "statusgen.yml").write_text(f"theme: {theme}\n{config}", "utf-8")
    build(Options(site=folder, now=NOW), folder / "output")
    return folder / "output"


def pages(browser: Browser, out: Path, name: str, scheme: str, width: int) -> Iterator[Path]:
    """Take each kind of page whole."""
    page = opened(browser, scheme, width)
    # The script would tell how long ago things were on the day of the drawing.
    page.route("**/*.js", lambda route: route.abort())
    for kind, path in KINDS.items():
        page.goto((out / path).as_uri())
        picture = PICTURES / "pages" / f"{name}-{kind}.png"
        page.screenshot(path=picture, full_page=True)
        yield picture
    page.close()


def opened(browser: Browser, scheme: str, width: int) -> Page:
    """Open an empty page that is shown as a reader has chosen."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if scheme == "forced" else "none",
        media="print" if scheme == "print" else "screen",
    )
    return page


def sheet(browser: Browser, pictures: list[Path], target: Path, width: int) -> None:
    """Put the upper parts of pictures side by side, small enough to be looked at."""
    figures = "".join(
        f"<figure><figcaption>{one.stem}</figcaption><img src='{one.as_uri()}'></figure>"
        for one in pictures
    )
    page = browser.new_page(viewport={"width": 1280, "height": 960})
    holder = target.with_suffix(".html")
    narrow = width <= 320
    shape = {"columns": 9 if narrow else 3, "kind": "" if narrow else "wide"}
    holder.write_text(SHEET.format(width=width, figures=figures, **shape), "utf-8")
    page.goto(holder.as_uri())
    page.screenshot(path=target, full_page=True, type="jpeg", quality=70)
    page.close()
    holder.unlink()


def for_readme(browser: Browser, source: Path, target: Path) -> None:
    """Take a page down to its newest update: what a reader sees first."""
    page = browser.new_page(viewport={"width": README_WIDTH, "height": 600}, color_scheme="light")
    # The script would tell how long ago things were on the day of the drawing.
    page.route("**/*.js", lambda route: route.abort())
    page.goto(source.as_uri())
    update = page.locator("article.update").first.bounding_box()
    assert update is not None
    height = update["y"] + update["height"]
    page.screenshot(
        path=target,
        full_page=True,
        clip={"x": 0, "y": 0, "width": README_WIDTH, "height": height},
    )
    page.close()


if __name__ == "__main__":
    main()
