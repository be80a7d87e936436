"""Which site is shown while its files change, and while time passes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.serving import CONFIG, NOW, SLOW, Told, ask, serving, shop, until

from statusgen.errors import ContentError, UsageError
from statusgen.server import Preview, State


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return shop(tmp_path)


def entry(site: Path) -> Path:
    return site / "content/incidents/slow.md"


def test_a_request_right_after_a_save_waits_for_its_build(site):
    with serving(site) as server:
        for word in ("very", "quite", "most"):
            entry(site).write_text(SLOW.replace("slow", f"{word} slow"))
            server.preview._notice()  # the system's own note may still be on its way
            assert f"The website is {word} slow" in ask(server).text


def test_a_broken_save_keeps_the_last_good_page_and_a_mended_one_clears_it(site):
    told = Told()
    with serving(site, told=told) as server:
        entry(site).write_text(SLOW.replace("Investigating", "Investigatin"))
        state = told.wait(1)
        assert [(one.where.path, one.where.line) for one in state.problems] == [
            ("content/incidents/slow.md", 7)
        ]
        assert state.summary == "shown: the last good pages"
        assert "The website is slow" in ask(server).text
        page = ask(server, "/__preview/problems").text
        assert "<h1>1 problem</h1>" in page
        assert "content/incidents/slow.md, line 7" in page
        assert "<mark>Investigatin</mark>" in page
        entry(site).write_text(SLOW.replace("slow", "fast"))
        assert told.wait(2).problems == ()
        assert "The website is fast" in ask(server).text
        assert "No problems" in ask(server, "/__preview/problems").text


def test_a_site_that_is_broken_from_the_start_shows_its_problems_everywhere(site):
    told = Told()
    entry(site).write_text("nothing\n")
    with serving(site, told=told) as server:
        for path in ("/", "/history/", "/nothing"):
            found = ask(server, path)
            assert found.code == 503
            assert "As soon as it is good, the status page is shown here." in found.text
        assert b'"problems": 1' in ask(server, "/__preview/state.json").data
        entry(site).write_text(SLOW)
        told.wait(1)
        assert ask(server).code == 200


def test_broken_entries_can_be_left_out(site):
    entry(site).write_text("nothing\n")
    with serving(site, skip_broken=True) as server:
        assert "Some reports cannot be shown" in ask(server).text


def test_files_that_say_what_they_said_before_are_no_new_build(site):
    told = Told()
    with serving(site, told=told) as server:
        entry(site).write_text(SLOW)
        (site / "content/incidents/.slow.md.swp").write_text("x")
        (site / "content/incidents/slow.md~").write_text("x")
        server.preview._notice()
        assert server.preview.settled().number == 1
        entry(site).write_text(SLOW.replace("slow", "fast"))
        assert told.wait(1).number == 2


def test_a_save_by_renaming_is_one_build(site):
    told = Told()
    with serving(site, told=told):
        half = site / "content/incidents/.slow.md.part"
        half.write_text(SLOW.replace("slow", "fast"))
        half.rename(entry(site))
        assert told.wait(1).problems == ()
        with pytest.raises(AssertionError, match="no build"):
            told.wait(2, 0.5)


def test_a_save_in_two_halves_shows_neither_alone(site):
    told = Told()
    with serving(site, told=told):
        with entry(site).open("w") as file:
            for part in SLOW.replace("slow", "fast").partition("what_to_do"):
                file.write(part)
                file.flush()
                with pytest.raises(AssertionError, match="no build"):
                    told.wait(1, 0.2)
        assert told.wait(1).problems == ()


def test_the_theme_and_the_logo_are_followed(site):
    told = Told()
    with serving(site, told=told) as server:
        style = site / "themes/default/assets/style.css"
        style.parent.mkdir(parents=True)
        style.write_text("main { margin: 7px }")
        told.wait(1)
        assert "margin:7px" in ask(server).text
        (site / "brand").mkdir()
        logo = site / "brand/logo.svg"
        logo.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'
        )
        (site / "statusgen.yml").write_text(f"{CONFIG}brand: {{logo: brand/logo.svg}}\n")
        assert told.wait(2).problems == ()
        before = len(told.states)
        logo.write_text("<svg")
        assert told.wait(before + 1).problems


def test_an_entry_behind_a_link_is_followed_also_where_the_link_is_made_later(site):
    told = Told()
    (site / "shared/2026").mkdir(parents=True)
    shared = entry(site).rename(site / "shared/2026/slow.md")
    (site / "content/incidents/2026").symlink_to("../../shared/2026")
    with serving(site, told=told) as server:
        shared.write_text(SLOW.replace("slow", "very slow"))
        told.wait(1)
        assert "The website is very slow" in ask(server).text
        (site / "more").mkdir()
        (site / "more/fast.md").write_text(SLOW)
        (site / "content/incidents/more").symlink_to("../../more")
        told.wait(2)
        (site / "more/fast.md").write_text(SLOW.replace("slow", "too fast"))
        told.wait(3)
        assert "The website is too fast" in ask(server).text


def test_a_mistake_in_a_template_is_a_problem_of_the_page(site):
    told = Told()
    with serving(site, told=told) as server:
        folder = site / "themes/default/templates"
        folder.mkdir(parents=True)
        (folder / "index.html").write_text("{{ page.nothing }}")
        assert told.wait(1).problems[0].where.path == "themes/default/templates/index.html"
        (folder / "index.html").unlink()
        told.wait(2)
        (folder / "history.html").write_text("<p>{{ page.nothing }}")
        told.wait(3)
        found = ask(server, "/history/")
        assert found.code == 500
        assert "themes/default/templates/history.html" in found.text


def test_a_mistake_in_an_own_template_is_shown_in_that_file_and_not_in_the_shipped_one(site):
    told = Told()
    with serving(site, told=told) as server:
        folder = site / "themes/default/templates"
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(
            '{% extends "@default/index.html" %}\n{% block main %}{{ page.none }}{% endblock %}\n'
        )
        told.wait(1)
        page = ask(server, "/__preview/problems").text
        assert "<span>2</span> <mark>{</mark>% block main %}{{ page.none }}{% endblock %}" in page


def test_a_template_that_uses_itself_without_end_stops_no_preview(site):
    told = Told()
    with serving(site, told=told) as server:
        template = site / "themes/default/templates/index.html"
        template.parent.mkdir(parents=True)
        template.write_text('{% extends "index.html" %}')
        assert told.wait(1).problems[0].where.path == "themes/default/templates/index.html"
        assert "The website is slow" in ask(server).text
        template.write_text(
            '{% extends "@default/index.html" %}{% block main %}Mended{% endblock %}'
        )
        assert told.wait(2).problems == ()
        assert "Mended" in ask(server).text


def test_the_preview_outlives_its_own_mistakes(site):
    told = Told()

    def stumbling(state: State) -> None:
        told(state)
        if state.number == 2:
            raise ZeroDivisionError("a mistake\nof the program")

    with serving(site, told=stumbling) as server:
        entry(site).write_text(SLOW.replace("slow", "fast"))
        [problem] = told.wait(2).problems
        assert problem.what == (
            "statusgen itself went wrong here (ZeroDivisionError: a mistake of the program)"
        )
        entry(site).write_text(SLOW.replace("slow", "very fast"))
        until(lambda: "The website is very fast" in ask(server).text)


def test_without_a_fixed_time_the_pages_follow_the_clock(site):
    told = Told()
    # The work begins in three seconds: also a busy machine asks before.
    start, now = datetime(2026, 7, 5, 12, 29, 57, tzinfo=UTC), datetime.now(UTC)
    with serving(site, now=None, told=told, clock=lambda: start + (datetime.now(UTC) - now)) as s:
        assert "In progress" not in ask(s, "/maintenance/work/").text
        assert told.wait(1).summary == "the time has come for a change: shown"
        assert "In progress" in ask(s, "/maintenance/work/").text


def test_a_fixed_time_stands_still(site):
    told = Told()
    clock = datetime(2026, 7, 5, 12, 29, 59, 900_000, UTC)
    with serving(site, told=told, clock=lambda: clock + timedelta(days=1)) as server:
        assert ask(server).fields["date"] == "Sat, 04 Jul 2026 12:00:00 GMT"
        with pytest.raises(AssertionError, match="no build"):
            told.wait(1, 0.3)


def test_a_folder_that_is_put_in_the_place_of_the_sites_is_followed(tmp_path):
    folder, told = shop(tmp_path / "site"), Told()
    with serving(folder, told=told) as server:
        folder.rename(tmp_path / "old")
        assert [one.code for one in told.wait(1).problems] == ["no-config"]
        assert "The website is slow" in ask(server).text
        entry(shop(tmp_path / "new")).write_text(SLOW.replace("slow", "very slow"))
        (tmp_path / "new").rename(folder)
        assert told.wait(2).problems == ()
        assert "The website is very slow" in ask(server).text
        entry(folder).write_text(SLOW.replace("slow", "fast"))
        until(lambda: "The website is fast" in ask(server).text)


def test_a_folder_that_is_no_site_is_refused(tmp_path):
    with pytest.raises(ContentError):
        Preview(tmp_path, clock=lambda: datetime.now(UTC))


def test_a_time_that_is_none_is_refused(site):
    with pytest.raises(UsageError, match="--now: 'soon' is not a date and time"):
        Preview(site, clock=lambda: datetime.now(UTC), now="soon")


def test_what_a_file_says_cannot_be_markup_on_the_page_of_problems(site):
    entry(site).write_text(SLOW.replace("title:", "<script>alert(1)</script>\u202e: x\ntitle:"))
    with serving(site, now=NOW) as server:
        page = ask(server, "/__preview/problems").text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "\u202e" not in page


def test_the_form_for_editing_is_previewed_with_its_program(site):
    (site / "admin.js").write_text("start()")
    with (site / "statusgen.yml").open("a") as config:
        config.write(
            "admin: {cms: decap, backend: {name: github, repo: a/b}, script: {file: admin.js}}\n"
        )
    with serving(site, now=NOW) as server:
        page = ask(server, "/admin/index.html").text
        [path] = re.findall(r"assets/cms\.[0-9a-f]+\.js", page)
        assert ask(server, f"/{path}").data == b"start()"


def test_the_program_of_the_form_is_followed(site):
    told = Told()
    (site / "admin").mkdir()
    (site / "admin/cms.js").write_text("start()")
    with (site / "statusgen.yml").open("a") as config:
        backend = "{name: github, repo: a/b}"
        config.write(f"admin: {{cms: decap, backend: {backend}, script: {{file: admin/cms.js}}}}\n")
    with serving(site, now=NOW, told=told) as server:
        (site / "admin/cms.js").write_text("begin()")
        told.wait(1)
        [path] = re.findall(r"assets/cms\.[0-9a-f]+\.js", ask(server, "/admin/index.html").text)
        assert ask(server, f"/{path}").data == b"begin()"
