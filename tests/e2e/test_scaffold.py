"""Files that are written for a theme: what is in them, and what is never touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from statusgen import theming
from statusgen.errors import OutputError, UsageError
from statusgen.read import read_theme
from statusgen.scaffold import copy
from statusgen.theme import Theme

SHOP = Path(__file__).resolve().parents[1] / "cli/shop"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return shutil.copytree(SHOP, tmp_path / "shop")


def drawn(site: Path, template: str) -> list[bytes]:
    """Draw every page of that template, of the made-up sites, with the theme of a site."""
    layers, problems = read_theme(site, "default")
    assert problems == ()
    return [
        Theme(layers, page.words).draw(template, page.view)
        for page in theming.pages(layers)
        if page.template == template and page.site != "everything"
    ]


@pytest.mark.parametrize("name", ["index.html", "entry.html", "404.html"])
def test_a_template_that_builds_on_another_changes_nothing_until_it_is_changed(site, name):
    before = drawn(site, name)
    copied = copy(site, name, extend=True)
    assert drawn(site, name) == before
    file = site / copied.path
    block = "{# {% block main %}{{ super() }}{% endblock %} #}"
    assert block in file.read_text()
    file.write_text(
        file.read_text().replace(block, "{% block main %}<p>New</p>{{ super() }}{% endblock %}")
    )
    after = drawn(site, name)
    assert after != before
    assert [page.replace(b"<p>New</p>", b"") for page in after] == before


def test_a_copy_is_the_same_file(site):
    layers, _ = read_theme(site, "default")
    shipped = {source.path.split("/", 2)[2]: source.data for source in layers[-1][1]}
    for name in ("templates/base.html", "assets/share-notice.png", "theme.yml"):
        copied = copy(site, name)
        assert copied.path == f"themes/default/{name}"
        assert (site / copied.path).read_bytes() == shipped[name]


def test_a_theme_of_the_sites_own_takes_its_files_from_the_default(site):
    (site / "themes/mine").mkdir(parents=True)
    copied = copy(site, "index.html", theme="mine", extend=True)
    assert (copied.layer, copied.path) == ("default", "themes/mine/templates/index.html")
    assert (site / copied.path).read_text().startswith('{% extends "@default/index.html" %}\n')


def test_a_file_that_is_there_is_never_replaced(site):
    file = site / "themes/default/templates/index.html"
    file.parent.mkdir(parents=True)
    file.symlink_to(site / "statusgen.yml")
    config = (site / "statusgen.yml").read_bytes()
    for extend in (False, True):
        with pytest.raises(OutputError, match="is there already"):
            copy(site, "index.html", extend=extend)
    assert file.is_symlink()
    assert (site / "statusgen.yml").read_bytes() == config
    assert list(file.parent.iterdir()) == [file]


def test_what_cannot_be_written_leaves_nothing_behind(site):
    (site / "themes").write_text("a file")
    with pytest.raises(OutputError, match="cannot be written"):
        copy(site, "index.html")
    assert (site / "themes").read_text() == "a file"


def test_a_failure_half_way_leaves_nothing_behind(site):
    # Where the temporary file goes stands a folder.
    blocker = site / "themes/default/templates/.index.html.statusgen-new"
    blocker.mkdir(parents=True)
    before = sorted(site.rglob("*"))
    with pytest.raises(OutputError, match="cannot be written"):
        copy(site, "index.html")
    assert sorted(site.rglob("*")) == before


@pytest.mark.parametrize("name", ["nothing.html", "", "..", "templates", "/etc/passwd"])
def test_a_name_that_the_theme_does_not_have_writes_nothing(site, name):
    with pytest.raises(UsageError) as raised:
        copy(site, name)
    assert "its files are: 404.html, " in raised.value.hint
    assert not (site / "themes").exists()
