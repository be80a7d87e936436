"""Which entry a command is about, which service in which state, and where a new entry lies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.desks import CONFIG, NOW, desk

from statusgen.errors import UsageError
from statusgen.model import State
from statusgen.scaffold.choosing import Deed, candidates, is_over, new_path, pick, states, unread
from statusgen.scaffold.desk import Desk, open_desk

OPEN = "---\ntitle: Slow\n---\n\n## 2026-03-06 {} Investigating\n\nWe look.\n"
OVER = f"{OPEN.format('01:00')}\n## 2026-03-06 02:00 Resolved\n\nFixed.\n"
TOLD = f"{OVER}\n## 2026-03-06 03:00 Postmortem\n\nA cable.\n"
WORK = (
    "---\ntitle: New tills\nstarts: 2026-03-{day} 05:00\nends: 2026-03-{day} 22:00\n---\n\n"
    "## 2026-03-01 08:00 Scheduled\n\nWe put in new tills.\n"
)
BROKEN = "---\ntitle: [\n---\n"


def ids(desk: Desk, deed: Deed) -> list[str]:
    return [one.id for one in candidates(desk, deed)]


# --- Which entry ----------------------------------------------------------------------------------

ALL = desk(
    {
        "a-open": OPEN.format("05:00"),
        "b-open": OPEN.format("06:00"),
        "c-over": OVER,
        "d-told": TOLD,
        # In New York it is seven in the morning.
        "e-later": OPEN.format("08:00"),
    },
    {
        "f-now": WORK.format(day="06"),
        "g-soon": WORK.format(day="07"),
        "h-done": WORK.format(day="06") + "\n## 2026-03-06 06:00 Completed\n\nThey are in.\n",
    },
)


@pytest.mark.parametrize(
    ("deed", "found"),
    [
        (Deed.UPDATE, ["b-open", "a-open", "f-now", "g-soon"]),
        (Deed.RESOLVE, ["b-open", "a-open", "f-now"]),
        (Deed.CANCEL, ["f-now", "g-soon"]),
        (Deed.POSTMORTEM, ["c-over"]),
    ],
)
def test_what_is_open_comes_before_work_that_goes_on_and_that_before_what_is_planned(deed, found):
    assert ids(ALL, deed) == found


def test_of_what_is_over_the_newest_nine_without_a_postmortem_are_listed():
    over = {f"{at}-over": OVER.replace(" 01:00", f" 01:{at}") for at in range(10, 22)}
    newest = [f"{at}-over" for at in range(21, 12, -1)]
    assert ids(desk(over), Deed.POSTMORTEM) == newest
    assert ids(desk({**over, "21-over": TOLD}), Deed.POSTMORTEM)[:2] == ["20-over", "19-over"]


@pytest.mark.parametrize(
    ("id_", "over"),
    [("a-open", False), ("c-over", True), ("e-later", False), ("g-soon", False), ("h-done", True)],
)
def test_an_entry_is_over_once_its_end_can_be_seen(id_, over):
    (entry,) = (one for one in ALL.entries if one.id == id_)
    assert is_over(ALL, entry) is over


@pytest.mark.parametrize(
    "id_",
    [
        "c-over",
        "c-over.md",
        "content/incidents/c-over.md",
        r"content\incidents\c-over.md",
        r".\content\incidents\c-over.md",
    ],
)
def test_an_entry_is_named_by_its_id_or_its_file(id_):
    entry = pick(ALL, Deed.UPDATE, id_, only=True)
    assert entry is not None
    assert entry.id == "c-over"


@pytest.mark.parametrize(
    ("deed", "id_", "fits"),
    [
        (Deed.UPDATE, "d-told", True),
        (Deed.UPDATE, "e-later", True),
        (Deed.RESOLVE, "a-open", True),
        (Deed.RESOLVE, "c-over", False),
        (Deed.RESOLVE, "g-soon", True),
        (Deed.CANCEL, "g-soon", True),
        (Deed.CANCEL, "h-done", False),
        (Deed.CANCEL, "a-open", False),
        (Deed.POSTMORTEM, "d-told", True),
        (Deed.POSTMORTEM, "h-done", True),
        (Deed.POSTMORTEM, "f-now", False),
        (Deed.UPDATE, "nothing", False),
    ],
)
def test_what_is_named_has_to_be_fit_for_what_is_done_to_it(deed, id_, fits):
    if fits:
        assert pick(ALL, deed, id_, only=True) is not None
    else:
        with pytest.raises(UsageError):
            pick(ALL, deed, id_, only=True)


@pytest.mark.parametrize(
    ("id_", "what", "hint"),
    [
        ("a-opne", "there is no entry 'a-opne'", "did you mean 'a-open'?"),
        ("c-ovr", "there is no entry 'c-ovr'", "did you mean 'c-over'?"),
        # What is open is meant more likely than what is nearer to it.
        ("c-open", "there is no entry 'c-open'", "did you mean 'b-open'?"),
        ("A-OPEN", "there is no entry 'A-OPEN'", "did you mean 'a-open'?"),
        ("nothing", "there is no entry 'nothing'", "open are: b-open, a-open, f-now, g-soon"),
        (
            "i-draft",
            "'i-draft' is a draft",
            "first take the line 'draft: true' out of content/incidents/2026/i-draft.md",
        ),
        ("j-bad", "'j-bad' has mistakes", "to see them, call: statusgen check"),
    ],
)
def test_who_names_what_is_not_there_hears_what_could_be_meant(id_, what, hint):
    incidents = {
        "a-open": OPEN.format("05:00"),
        "b-open": OPEN.format("06:00"),
        "c-over": OVER,
        "c-opens": OVER,
        "2026/i-draft": OPEN.format("05:00").replace("title", "draft: true\ntitle"),
        "j-bad": BROKEN,
    }
    there = desk(incidents, {"f-now": WORK.format(day="06"), "g-soon": WORK.format(day="07")})
    with pytest.raises(UsageError) as refused:
        pick(there, Deed.UPDATE, id_, only=True)
    assert (str(refused.value), refused.value.hint) == (what, hint)


def test_where_nothing_is_open_who_names_what_is_not_there_hears_what_an_id_is():
    with pytest.raises(UsageError) as refused:
        pick(desk({"over": OVER}), Deed.POSTMORTEM, "nothing", only=True)
    assert refused.value.hint == "an entry's id is its file's name"


def test_without_a_name_the_only_one_is_taken_and_nobody_guesses_among_several():
    one = desk({"open": OPEN.format("05:00")})
    entry = pick(one, Deed.UPDATE, None, only=True)
    assert entry is not None
    assert entry.id == "open"
    assert pick(one, Deed.UPDATE, None, only=False) is None
    assert pick(ALL, Deed.UPDATE, None, only=False) is None
    with pytest.raises(UsageError, match="4 entries") as refused:
        pick(ALL, Deed.UPDATE, None, only=True)
    assert refused.value.hint == "name one: b-open, a-open, f-now, g-soon"


@pytest.mark.parametrize(
    ("deed", "what"),
    [
        (Deed.UPDATE, "nothing is open, and no work is planned"),
        (Deed.RESOLVE, "nothing is open"),
        (Deed.POSTMORTEM, "nothing is over that has no postmortem yet"),
        (Deed.CANCEL, "no work is planned or under way"),
    ],
)
def test_where_there_is_nothing_to_do_it_to_that_is_said(deed, what):
    for only in (True, False):
        with pytest.raises(UsageError) as refused:
            pick(desk({"told": TOLD}), deed, None, only=only)
        assert str(refused.value) == what


def test_a_file_that_cannot_be_read_is_not_said_to_be_missing(tmp_path):
    (tmp_path / "statusgen.yml").write_bytes(CONFIG)
    (tmp_path / "content/incidents").mkdir(parents=True)
    (tmp_path / "content/incidents/x.md").symlink_to("gone.md")
    there = open_desk(tmp_path, NOW)
    with pytest.raises(UsageError, match="'x' has mistakes"):
        pick(there, Deed.UPDATE, "x", only=True)


def test_while_a_file_has_mistakes_no_other_entry_is_taken_for_it():
    broken = desk({"open": OPEN.format("05:00"), "x": BROKEN}, {"planned": WORK.format(day="07")})
    assert unread(broken, Deed.UPDATE) == "1 file has mistakes"
    with pytest.raises(UsageError, match="1 file has mistakes") as refused:
        pick(broken, Deed.UPDATE, None, only=True)
    check = "to see the mistakes, call: statusgen check"
    assert refused.value.hint == f"{check}; or name one: open, planned"
    # Who is asked sees what there is; a report is none of what is cancelled.
    assert pick(broken, Deed.UPDATE, None, only=False) is None
    assert unread(broken, Deed.CANCEL) == ""
    entry = pick(broken, Deed.CANCEL, None, only=True)
    assert entry is not None
    assert entry.id == "planned"
    work = desk({"x": BROKEN}, {"y": BROKEN})
    assert unread(work, Deed.UPDATE) == "2 files have mistakes"
    assert unread(work, Deed.CANCEL) == "1 file has mistakes"
    with pytest.raises(UsageError, match="2 files have mistakes") as refused:
        pick(work, Deed.UPDATE, None, only=False)
    assert refused.value.hint == check


# --- Which service in which state -----------------------------------------------------------------


def test_a_service_has_the_state_that_is_given_or_else_the_usual_one():
    given = ["web", " tills = major_outage "]
    usual = State.PARTIAL_OUTAGE
    assert states(ALL, given, default=usual) == (
        ("web", State.PARTIAL_OUTAGE),
        ("tills", State.MAJOR_OUTAGE),
    )
    assert states(ALL, ["fax=operational"], default=None) == (("fax", State.OPERATIONAL),)


@pytest.mark.parametrize(
    ("given", "what", "hint"),
    [
        (["shop"], "there is no service 'shop'", "the services are: tills, web"),
        (["tils"], "there is no service 'tils'", "did you mean 'tills'?"),
        (
            ["web, tills"],
            "there is no service 'web, tills'",
            "write --component web --component tills",
        ),
        (
            ["web;tills=major_outage"],
            "there is no service 'web;tills'",
            "write --component web --component tills",
        ),
        (["web, tils"], "there is no service 'web, tils'", "the services are: tills, web"),
        (["web: operational"], "there is no service 'web: operational'", "write web=operational"),
        (["shop:x"], "there is no service 'shop:x'", "the services are: tills, web"),
        (["web", "web=operational"], "'web' is given twice", "give it once"),
        (["web="], "'web' needs a state", "write web= and one of: operational, "),
        (["web=operationl"], "there is no state 'operationl'", "did you mean 'operational'?"),
    ],
)
def test_what_is_no_service_or_no_state_is_refused(given, what, hint):
    with pytest.raises(UsageError) as refused:
        states(ALL, given, default=State.PARTIAL_OUTAGE)
    assert str(refused.value) == f"--component: {what}"
    assert (refused.value.hint or "").startswith(hint)


def test_without_a_usual_state_one_has_to_be_given():
    with pytest.raises(UsageError, match="'web' needs a state"):
        states(ALL, ["web"], default=None)


# --- Where a new entry lies -----------------------------------------------------------------------

FIFTY = "ten-letter-ten-letter-ten-letter-ten-letter-ten-le"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Cards are slow", "cards-are-slow"),
        (FIFTY, FIFTY),
        (f"{FIFTY} more", FIFTY),
        (f"{FIFTY}x", FIFTY.rpartition("-")[0]),
        (f"{FIFTY}x more", FIFTY.rpartition("-")[0]),
        ("x" * 60, "x" * 50),
        ("…", "report"),
    ],
)
def test_an_id_is_the_day_and_the_first_words_of_the_title(title, words):
    # In New York it is still the day before.
    day = datetime(2026, 3, 7, 4, tzinfo=UTC)
    path = new_path(desk(), title, day, maintenance=False)
    assert path == f"content/incidents/2026-03-06-{words}.md"


def test_an_id_is_spelt_in_the_language_of_the_site():
    german = desk()
    config = replace(german.config, language="de-CH")
    site = replace(german.status.site, config=config)
    german = replace(german, status=replace(german.status, site=site))
    path = new_path(german, "Störung in Zürich", NOW, maintenance=False)
    assert path == "content/incidents/2026-03-06-stoerung-in-zuerich.md"


def test_work_lies_with_other_work():
    assert new_path(desk(), "…", NOW, maintenance=True) == "content/maintenance/2026-03-06-work.md"


def test_of_equal_ids_the_later_ones_are_numbered_also_where_others_have_mistakes():
    taken = {"2026-03-06-slow": OPEN.format("05:00")}
    path = new_path(desk(taken), "Slow", NOW, maintenance=False)
    assert path == "content/incidents/2026-03-06-slow-2.md"
    taken["2026-03-06-SLOW-2"] = BROKEN
    path = new_path(desk(taken), "Slow", NOW, maintenance=False)
    assert path == "content/incidents/2026-03-06-slow-3.md"
    path = new_path(desk({}, taken), "Slow", NOW, maintenance=False)
    assert path == "content/incidents/2026-03-06-slow-3.md"


def test_an_id_that_is_given_is_taken_as_it_is_unless_it_is_another_entrys():
    assert new_path(ALL, "Slow", NOW, maintenance=False, id_="x.md") == "content/incidents/x.md"
    for id_ in ("A-Open", "f-now"):
        with pytest.raises(UsageError, match="is taken"):
            new_path(ALL, "Slow", NOW, maintenance=False, id_=id_)
    for id_ in ("", ".md", "a/b"):
        with pytest.raises(UsageError, match="cannot be an id"):
            new_path(ALL, "Slow", NOW, maintenance=False, id_=id_)


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("con", "con"),
        ("NUL", "nul"),
        ("aux.md", "aux"),
        ("com1", "com1"),
        ("LPT9.2026.md", "lpt9"),
        ("prn.tills", "prn"),
    ],
)
def test_an_id_that_no_file_on_windows_can_have_is_refused(id_, name):
    """A colleague there could not check out the site any more."""
    with pytest.raises(UsageError, match="no file on Windows can be called") as refused:
        new_path(ALL, "Slow", NOW, maintenance=False, id_=id_)
    assert refused.value.hint == f"write more, such as 2026-03-06-{name}"


@pytest.mark.parametrize(
    ("id_", "what", "hint"),
    [
        ("Käse", "may hold only the letters a to z", "give --id kase"),
        ("two words.md", "may hold only the letters a to z", "give --id two-words"),
        ("-tills-", "must begin and end with a letter", "give --id tills"),
        ("x" * 121, "is longer than 120 characters", f"give --id {'x' * 120}"),
        ("x" * 119 + " tills", "is longer than 120 characters", f"give --id {'x' * 119}"),
    ],
)
def test_an_id_that_no_entry_can_have_is_an_option_to_be_given_otherwise(id_, what, hint):
    with pytest.raises(UsageError, match=f"--id: the file's name {what}") as refused:
        new_path(desk(), "Tills", NOW, maintenance=False, id_=id_)
    assert refused.value.hint == hint


@pytest.mark.parametrize("id_", ["console", "con-1", "com10", "2026-03-06-nul", "x.con"])
def test_an_id_may_hold_the_name_of_a_device(id_):
    path = new_path(ALL, "Slow", NOW, maintenance=False, id_=id_)
    assert path == f"content/incidents/{id_}.md"


@pytest.mark.parametrize(
    ("incidents", "maintenance", "folder"),
    [
        (["2025/2025-12-01-a"], [], "2026/"),
        (["2025/2025-12-01-a", "2026-01-01-b"], [], ""),
        (["2025-12-01-a", "2026/2026-01-01-b"], [], "2026/"),
        (["2025-12-01-a"], ["2026/2026-01-01-b"], ""),
        ([], ["2025/2025-12-01-a"], "2026/"),
        (["tills/2025-12-01-a"], [], ""),
        (["tills/2025-12-01-a", "2026/2026-01-01-b"], [], "2026/"),
    ],
)
def test_a_new_entry_lies_in_a_folder_of_its_year_where_the_newest_of_its_kind_does(
    incidents, maintenance, folder
):
    reports, work = (
        dict.fromkeys(incidents, OVER),
        dict.fromkeys(maintenance, WORK.format(day="07")),
    )
    path = new_path(desk(reports, work), "Slow", NOW, maintenance=False)
    assert path == f"content/incidents/{folder}2026-03-06-slow.md"
    reports, work = (
        dict.fromkeys(maintenance, OVER),
        dict.fromkeys(incidents, WORK.format(day="07")),
    )
    path = new_path(desk(reports, work), "Slow", NOW, maintenance=True)
    assert path == f"content/maintenance/{folder}2026-03-06-slow.md"
