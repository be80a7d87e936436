"""What a command makes of what it was given, and what it asks for: never what was said already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from tests.desks import desk

from statusgen.errors import UsageError
from statusgen.model import Incident, Maintenance, UpdateStatus
from statusgen.parse import Outcome, parse
from statusgen.parse.prepared import Prepared
from statusgen.scaffold import proving
from statusgen.scaffold.choosing import Deed
from statusgen.scaffold.drafting import Given, add, new
from statusgen.scaffold.proving import Proved
from statusgen.scaffold.templates import templates
from statusgen.scaffold.wishes import Wishes
from statusgen.sources import Sources

OPEN = "---\ntitle: Slow\n---\n\n## 2026-03-06 05:00 Investigating\n\nWe look.\n"
OVER = f"{OPEN}\n## 2026-03-06 06:00 Resolved\n\nFixed.\n"
WORK = (
    "---\ntitle: New tills\nstarts: 2026-03-06 05:00\nends: 2026-03-06 22:00\n---\n\n"
    "## 2026-03-01 08:00 Scheduled\n\nWe put in new tills.\n"
)
ALL = desk({"open": OPEN, "over": OVER}, {"work": WORK})


@dataclass
class Answering:
    """Somebody who answers every question in one way, and remembers what was asked."""

    chosen: Prepared | None = None
    status_: UpdateStatus | None = None
    asked: list[object] = field(default_factory=list)

    def entry(self, deed: Deed, found: Sequence[Incident | Maintenance]) -> Incident | Maintenance:
        self.asked.append(("entry", deed, [one.id for one in found]))
        return found[-1]

    def template(self, known: Sequence[Prepared], *, maintenance: bool) -> Prepared | None:
        self.asked.append(("template", [one.name for one in known]))
        return self.chosen

    def status(self, wishes: Wishes, entry: Incident | Maintenance, deed: Deed) -> Wishes:
        self.asked.append(("status", entry.id))
        return replace(wishes, status=wishes.status or self.status_)

    def blanks(self, asked: Sequence[tuple[str, str]], wishes: Wishes) -> dict[str, str]:
        self.asked.append(("blanks", [name for name, _ in asked]))
        return {name: f"some {name}" for name, _ in asked}

    def new(self, wishes: Wishes, *, maintenance: bool) -> Wishes:
        self.asked.append("new")
        return replace(
            wishes,
            title=wishes.title or "Asked",
            text=wishes.text or "Told.",
            starts=wishes.starts or "2026-03-07 05:00",
            ends=wishes.ends or "2026-03-07 06:00",
        )

    def update(self, wishes: Wishes, entry: Incident | Maintenance, deed: Deed) -> Wishes:
        self.asked.append("update")
        return replace(wishes, text=wishes.text or "Told.")


def written(proved: Proved) -> str:
    """Give what is new in a file."""
    assert not proved.refused
    return proved.source.data.removeprefix(proved.before or b"").decode().strip()


# --- A new entry ----------------------------------------------------------------------------------


def test_a_report_is_of_now_and_of_what_works_in_part_where_nothing_else_is_said():
    given = Given(title="Slow", text="We look.", components=("web", "tills=major_outage"))
    proved = new(ALL, given, maintenance=False, asker=None)
    assert proved.id == "2026-03-06-slow"
    assert written(proved) == (
        "---\ntitle: Slow\ncomponents:\n  web: partial_outage\n  tills: major_outage\n---\n\n"
        "## 2026-03-06 07:00 Investigating\n\nWe look."
    )


def test_planned_work_is_known_by_the_day_on_which_it_takes_place():
    given = Given(
        title="New tills",
        text="Soon.",
        starts="2026-03-09 23:00",
        ends="2026-03-10 01:00",
        components=("tills",),
    )
    proved = new(ALL, given, maintenance=True, asker=None)
    assert proved.id == "2026-03-09-new-tills"
    assert "components:\n  - tills\n" in written(proved)
    assert "## 2026-03-06 07:00 Scheduled\n" in written(proved)


def test_all_that_was_given_is_written():
    given = Given(
        title="Slow",
        text="We look.",
        status="identified",
        still_works=("Cash works.",),
        what_to_do="Wait.",
        data_safe="It is.",
        next_update="2026-03-06 08:00",
        at="06:30",
        draft=True,
        id_="own",
    )
    proved = new(ALL, given, maintenance=False, asker=None)
    assert (proved.id, proved.draft) == ("own", True)
    assert written(proved) == (
        "---\ndraft: true\ntitle: Slow\nstill_works:\n  - Cash works.\nwhat_to_do: Wait.\n"
        "data_safe: It is.\n---\n\n"
        "## 2026-03-06 06:30 Identified {next_update: 2026-03-06 08:00}\n\nWe look."
    )


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (Given(title="Slow", text="We look."), []),
        (Given(title="Slow"), ["new"]),
        (Given(text="We look."), ["new"]),
        (Given(title=" ", text="We look."), ["new"]),
        (
            Given(template="payments", title="Slow", text="We look."),
            [("blanks", ["instead", "works"])],
        ),
        (
            Given(template="payments", blanks=("works=cash", "where=Leeds")),
            [("blanks", ["what", "instead", "since"]), "new"],
        ),
    ],
)
def test_of_a_report_only_what_is_missing_is_asked_for(given, asked):
    asker = Answering()
    new(ALL, given, maintenance=False, asker=asker)
    assert asker.asked == asked


def test_who_has_said_nothing_yet_may_begin_with_a_text_for_what_has_happened():
    shipped = [one.name for one in templates(ALL)]
    assert "payments" in shipped
    for maintenance, known in ((False, shipped), (True, [])):
        asker = Answering()
        new(ALL, Given(), maintenance=maintenance, asker=asker)
        assert asker.asked == [("template", known), "new"]


@pytest.mark.parametrize(("maintenance", "status"), [(False, "Investigating"), (True, "Scheduled")])
def test_a_prepared_text_that_has_only_a_title_begins_as_if_there_were_none(maintenance, status):
    asker = Answering(chosen=Prepared(name="own", title="Tills are slow"))
    proved = new(ALL, Given(), maintenance=maintenance, asker=asker)
    assert "title: Tills are slow\n" in written(proved)
    assert f"## 2026-03-06 07:00 {status}\n" in written(proved)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (Given(), "TITLE is missing: what does not work, and where"),
        (Given(title="Slow"), "--text is missing: what customers need to know now"),
        (Given(title="<<what>>", text="We look."), "the blank <<what>> is not filled in"),
    ],
)
def test_no_report_is_written_of_which_something_is_missing(given, what):
    with pytest.raises(UsageError) as refused:
        new(ALL, given, maintenance=False, asker=None)
    assert str(refused.value) == what


# --- An update ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "id_", "given", "status"),
    [
        (Deed.UPDATE, "open", None, "Update"),
        (Deed.UPDATE, "open", "monitoring", "Monitoring"),
        (Deed.UPDATE, "work", None, "Update"),
        (Deed.UPDATE, "work", "in progress", "In progress"),
        (Deed.RESOLVE, "open", None, "Resolved"),
        (Deed.RESOLVE, "work", None, "Completed"),
        (Deed.POSTMORTEM, "over", None, "Postmortem"),
        (Deed.CANCEL, "work", None, "Cancelled"),
    ],
)
def test_the_status_is_that_of_the_command_unless_another_one_is_given(deed, id_, given, status):
    proved = add(ALL, deed, Given(id_=id_, text="Told.", status=given), asker=None, only=True)
    assert written(proved) == f"## 2026-03-06 07:00 {status}\n\nTold."


def test_an_update_has_no_usual_state_of_a_service():
    with pytest.raises(UsageError, match="'web' needs a state"):
        add(
            ALL,
            Deed.UPDATE,
            Given(id_="open", text="T.", components=("web",)),
            asker=None,
            only=True,
        )


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (Given(id_="open", text="Told."), []),
        (Given(id_="open"), [("status", "open"), "update"]),
        (Given(text="Told."), [("entry", Deed.UPDATE, ["open", "work"])]),
        (Given(id_="open", text=" \n"), [("status", "open"), "update"]),
    ],
)
def test_of_an_update_only_what_is_missing_is_asked_for(given, asked):
    asker = Answering()
    add(ALL, Deed.UPDATE, given, asker=asker, only=False)
    assert asker.asked == asked


def test_a_prepared_text_is_that_of_the_status_that_is_answered():
    asker = Answering(status_=UpdateStatus.RESOLVED)
    given = Given(id_="open", template="payments", blanks=("what=cards",))
    proved = add(ALL, Deed.UPDATE, given, asker=asker, only=True)
    assert asker.asked == [("status", "open"), ("blanks", ["since"]), "update"]
    assert written(proved).startswith(
        "## 2026-03-06 07:00 Resolved\n\nCards have worked as usual in every store since some"
    )


def test_where_nobody_answers_what_is_missing_is_named():
    with pytest.raises(UsageError, match="ID is missing") as refused:
        add(ALL, Deed.UPDATE, Given(text="Told."), asker=None, only=False)
    assert refused.value.hint == "name one of: open, work"
    with pytest.raises(UsageError, match="'payments' has no text for the status 'update'") as none:
        add(ALL, Deed.UPDATE, Given(id_="open", template="payments"), asker=None, only=True)
    assert (none.value.hint or "").startswith(
        "it has one for: investigating, identified, monitoring, resolved;"
    )
    with pytest.raises(UsageError, match="the blank <<what>> is not filled in"):
        add(ALL, Deed.UPDATE, Given(id_="open", text="<<what>>"), asker=None, only=True)
    # Of one's own text nothing has to be prepared.
    own = Given(id_="open", template="payments", text="Told.")
    assert written(add(ALL, Deed.UPDATE, own, asker=None, only=True)).endswith("\n\nTold.")


# --- Blanks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blank", "what", "hint"),
    [
        ("where", "'where' is not NAME=VALUE", "write --blank where=Leeds"),
        ("where= ", "'where= ' is not NAME=VALUE", "write --blank where=Leeds"),
        ("x=y", "there is no blank 'x'", "the blanks are: what, where"),
    ],
)
def test_a_blank_that_cannot_be_filled_in_is_refused(blank, what, hint):
    given = Given(title="<<what>> in <<where>>", text="We look.", blanks=("what=Slow", blank))
    with pytest.raises(UsageError) as refused:
        new(ALL, given, maintenance=False, asker=None)
    assert str(refused.value) == f"--blank: {what}"
    assert refused.value.hint == hint


def test_a_value_is_all_behind_the_first_sign_without_the_blanks_around_it():
    given = Given(title="<<what>>", text="We look.", blanks=(" what = tills = slow ",))
    proved = new(ALL, given, maintenance=False, asker=None)
    assert "title: Tills = slow\n" in written(proved)


@pytest.mark.parametrize(
    ("at", "promise", "means"),
    [
        ("05:30", "30m", "2026-03-06 07:30"),  # it is 07:00
        ("08:00", "30m", "2026-03-06 08:30"),
        ("05:30", "06:00", "2026-03-06 06:00"),
    ],
)
def test_a_promise_is_made_now_also_where_its_update_is_dated_back(at, promise, means):
    given = Given(title="Slow", text="We look.", at=at, next_update=promise)
    said = written(new(ALL, given, maintenance=False, asker=None))
    assert f"## 2026-03-06 {at} Investigating {{next_update: {means}}}" in said


# --- What cannot be is found before anything is asked ---------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "25:00"},
        {"next_update": "12pm"},
        {"id_": "open"},
        {"title": "New tills", "starts": "2026-03-09 23:00", "ends": "2026-03-09 22:00"},
    ],
)
def test_an_option_that_cannot_be_takes_no_answers_with_it(wrong):
    asker = Answering()
    with pytest.raises(UsageError):
        new(ALL, Given(**wrong), maintenance="starts" in wrong, asker=asker)
    assert asker.asked == []


def test_advice_and_an_id_that_cannot_be_read_take_no_answers_with_them():
    asker = Answering()
    assert new(ALL, Given(what_to_do="# Wait"), maintenance=False, asker=asker).refused
    with pytest.raises(UsageError):
        new(ALL, Given(id_="a b"), maintenance=False, asker=asker)
    assert asker.asked == []


def test_of_a_window_that_is_still_to_be_asked_for_nothing_is_supposed():
    asker = Answering()
    new(
        ALL,
        Given(at="2026-04-01 08:00", next_update="2026-04-02 08:00"),
        maintenance=True,
        asker=asker,
    )
    assert "new" in asker.asked


@pytest.mark.parametrize(
    "given",
    [
        Given(id_="open", next_update="1h"),
        Given(id_="open", components=("web=operational",)),
    ],
)
def test_what_an_end_cannot_have_takes_no_text_with_it(given):
    asker = Answering(status_=UpdateStatus.RESOLVED)
    assert add(ALL, Deed.UPDATE, given, asker=asker, only=False).refused
    assert asker.asked == [("status", "open")]


@pytest.mark.parametrize(
    "given",
    [
        Given(text="See [the form](<<link>>)."),
        Given(what_to_do="Call [us](<<link>>).", blanks=("link=https://shop.example/",)),
    ],
)
def test_what_only_a_blank_makes_wrong_is_asked_for_all_the_same(given):
    asker = Answering()
    new(ALL, given, maintenance=False, asker=asker)
    assert asker.asked[-1] == "new"


def test_nobody_waits_for_other_entries_before_the_first_question(monkeypatch):
    read: list[int] = []

    def count(sources: Sources, *, skip_broken: bool) -> Outcome:
        read.append(len(sources.incidents))
        return parse(sources, skip_broken=skip_broken)

    class Waiting(Answering):
        def new(self, wishes: Wishes, *, maintenance: bool) -> Wishes:
            self.asked.append(max(read))
            return super().new(wishes, maintenance=maintenance)

        def update(self, wishes: Wishes, entry: Incident | Maintenance, deed: Deed) -> Wishes:
            self.asked.append(max(read))
            return super().update(wishes, entry, deed)

    monkeypatch.setattr(proving, "parse", count)
    asker = Waiting()
    new(ALL, Given(), maintenance=False, asker=asker)
    assert asker.asked[1:] == [1, "new"]
    read.clear()
    add(ALL, Deed.UPDATE, Given(id_="open"), asker=asker, only=False)
    assert asker.asked[-2:] == [1, "update"]


def test_an_option_that_only_the_other_entries_make_right_is_no_mistake():
    asker = Answering()
    new(ALL, Given(what_to_do="See [the last one](over.md)."), maintenance=False, asker=asker)
    assert "new" in asker.asked


# --- What a window has written by itself ----------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "at", "taken_back"),
    [
        ("completed", "06:59", ["Completed"]),
        ("in_progress", "04:59", ["In progress", "Completed"]),
        ("cancelled", "05:00", ["In progress", "Completed"]),
        ("cancelled", "07:00", ["Completed"]),
        # It has the same id in feeds, or comes later: nobody hears of anything twice.
        ("completed", "07:00", []),
        ("update", "06:00", []),
    ],
)
def test_it_is_said_where_an_update_takes_back_what_readers_may_have_been_told(
    status, at, taken_back
):
    work = WORK.replace("ends: 2026-03-06 22:00", "ends: 2026-03-06 07:00")
    given = Given(text="It is so.", status=status, at=at, id_="work")
    proved = add(desk({}, {"work": work}), Deed.UPDATE, given, asker=None, only=False)
    assert proved.preview is not None
    found = [one.what for one in proved.problems if one.code == "taken-back"]
    assert [one.partition(" own ")[2].partition(" of ")[0] for one in found] == taken_back


def test_a_window_that_nobody_has_seen_yet_has_told_nobody_anything():
    hidden = WORK.replace("ends: 2026-03-06 22:00", "ends: 2026-03-06 06:00").replace(
        "title:", "publish_at: 2026-03-06 08:00\ntitle:"
    )
    given = Given(text="It is so.", status="completed", at="05:50", id_="work")
    proved = add(desk({}, {"work": hidden}), Deed.UPDATE, given, asker=None, only=False)
    assert "taken-back" not in [one.code for one in proved.problems]


# --- An ending that ends nothing, or is told twice ------------------------------------------------

AHEAD = f"{OPEN}\n## 2026-03-06 09:00 Resolved\n\nFixed.\n"
AGAIN = f"{OVER}\n## 2026-03-06 06:30 Identified\n\nA cable.\n"
HIDDEN = OPEN.replace("05:00", "08:00")
JUST_NOW = f"{OPEN}\n## 2026-03-06 07:00 Identified\n\nA cable.\n"
ENDING = HIDDEN.replace("Investigating", "Resolved")
PATH = "content/incidents/open.md"
PREPARED = f"{OPEN}\n## 2026-03-06 09:00 Monitoring\n\nWe watch.\n"


@pytest.mark.parametrize("deed", [Deed.RESOLVE, Deed.UPDATE])
@pytest.mark.parametrize(
    ("text", "at", "what", "hint"),
    [
        (OPEN, "04:00", "2026-03-06 04:00 ends nothing: the Investigating of", "or none for now"),
        (AGAIN, "06:20", "ends nothing: the Identified of 2026-03-06 06:30", "or none for now"),
        (HIDDEN, None, "2026-03-06 07:00 ends nothing: the Investigating of", "with --at"),
        (JUST_NOW, "06:30", "ends nothing: the Identified of 2026-03-06 07:00", "with --at"),
        (AHEAD, None, "has an ending already: the Resolved of 2026-03-06 09:00", f"9 of {PATH}"),
        (AHEAD, "10:00", "has an ending already: the Resolved of 2026-03-06 09:00", f"9 of {PATH}"),
        (ENDING, None, "has an ending already: the Resolved of 2026-03-06 08:00", f"5 of {PATH}"),
    ],
)
def test_an_ending_that_ends_nothing_or_is_told_twice_is_refused(deed, text, at, what, hint):
    given = Given(text="Fixed.", status="resolved", at=at, id_="open")
    with pytest.raises(UsageError) as caught:
        add(desk({"open": text}), deed, given, asker=None, only=False)
    assert what in caught.value.what
    assert caught.value.hint.startswith(("give a later time", "if it ends at another time"))
    assert caught.value.hint.endswith(hint)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (OPEN, "05:00"),
        (OPEN, "09:00"),
        (AGAIN, "06:30"),
        # It is over until what was prepared opens it again, of which a rule warns.
        (PREPARED, None),
        # An Update leaves it closed.
        (f"{OPEN}\n## 2026-03-06 06:00 Update\n\nNews.\n", "05:30"),
    ],
)
def test_an_ending_that_ends_something_is_taken(text, at):
    given = Given(text="Fixed.", at=at, id_="open")
    assert add(desk({"open": text}), Deed.RESOLVE, given, asker=None, only=False).preview


@pytest.mark.parametrize("more", ["", "\n## 2026-03-06 09:00 Resolved\n\nAll is quiet.\n"])
def test_a_second_ending_of_what_is_over_says_more(more):
    given = Given(text="Fixed for good.", status="resolved", id_="over")
    assert add(desk({"over": OVER + more}), Deed.UPDATE, given, asker=None, only=False).preview


@pytest.mark.parametrize(("text", "at"), [(AHEAD, None), (AGAIN, "06:20")])
def test_what_is_no_ending_may_come_before_one_that_waits_or_what_opens_it(text, at):
    given = Given(text="News.", status="update", at=at, id_="open")
    assert add(desk({"open": text}), Deed.UPDATE, given, asker=None, only=False).preview


def test_a_vain_ending_is_refused_before_a_text_is_asked_for():
    asker = Answering()
    given = Given(at="04:00", id_="open")
    with pytest.raises(UsageError, match="ends nothing"):
        add(ALL, Deed.RESOLVE, given, asker=asker, only=False)
    assert "update" not in asker.asked


def test_work_that_is_called_off_before_it_was_announced_is_still_planned():
    work = WORK.replace("-06 05:00", "-07 05:00").replace("-06 22:00", "-07 22:00")
    given = Given(text="No.", at="2026-02-28 08:00", id_="work")
    with pytest.raises(UsageError, match="ends nothing: the Scheduled of 2026-03-01 08:00"):
        add(desk({}, {"work": work}), Deed.CANCEL, given, asker=None, only=False)


def test_what_still_works_and_says_nothing_is_left_out():
    given = Given(title="Slow tills", text="We look.", still_works=("", "Cash works.", " "))
    proved = new(ALL, given, maintenance=False, asker=None)
    assert b"still_works:\n  - Cash works.\n---\n" in proved.source.data
    none = new(ALL, replace(given, still_works=("",)), maintenance=False, asker=None)
    assert none.preview
    assert b"still_works" not in none.source.data


def test_of_a_text_with_an_updates_heading_in_it_only_that_is_said():
    text = "It goes on.\n\n## 2026-03-06 06:40 Resolved\n\nOver."
    proved = add(ALL, Deed.UPDATE, Given(id_="open", text=text), asker=None, only=True)
    assert [problem.code for problem in proved.problems] == ["read-otherwise"]
