"""Webhooks hear of each update at least once under one id; hubs hear of each changed feed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from urllib.parse import parse_qsl

import pytest
from tests.publish.asked import NOW, Answers, Asked, Host, Time, host, mapping, run
from tests.publish.making import URL, release, site

from statusgen.errors import Problem, PublishError
from statusgen.fingerprint import fingerprint
from statusgen.publish.release import News, Release
from statusgen.publish.tell import Tell, deliver, make
from statusgen.publish.tell.shapes import Event, body
from statusgen.publish.tell.signing import BadSecret, headers

KEY = b"a secret of 24 bytes....."
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
ENVIRON = {"OPS_SECRET": SECRET}


class Notebook:
    """A memory in this process; `broken` makes it fail as a store does."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.broken = ""

    def read(self, name: str) -> bytes | None:
        if self.broken == "read":
            raise PublishError("503 Slow Down")
        return self.files.get(name)

    def write(self, name: str, data: bytes) -> None:
        if self.broken == "write":
            raise PublishError("403 Access Denied for AKIAIOSFODNN7EXAMPLE")
        self.files[name] = data

    @property
    def waiting(self) -> list[str]:
        return [one["event"]["url"] for one in json.loads(self.files["outbox.json"])["waiting"]]


def news(number: int, *, kind: str = "incidents", text: str = "We are looking into it.") -> News:
    return News(
        id=f"{URL}{kind}/a/#u{number}",
        at=NOW + timedelta(minutes=number),
        entry="a",
        status="investigating",
        headline=f"Investigating: Tills are slow ({number})",
        text=text,
    )


def released(folder: Path, *numbers: int, feed: bytes = b"<rss/>") -> Release:
    files = {**site(1), "feed.xml": feed, "feed.atom": b"<feed/>"}
    return release(folder, files, news=[news(number) for number in sorted(numbers, reverse=True)])


def made(text: str) -> Tell:
    problems: list[Problem] = []
    found = make(mapping(text), problems)
    assert problems == []
    assert found is not None
    return found


def ops(hook: Host, name: str = "ops") -> Tell:
    return made(f"webhooks: [{{name: {name}, url: '{hook.url}/in', secret_env: OPS_SECRET}}]")


def updates(asked: Iterable[Asked]) -> list[str]:
    return [one.json["data"]["url"].partition("#")[2] for one in asked]


def verified(asked: Asked, key: bytes = KEY) -> bool:
    """Check the signature as a receiver does, by the text of the specification."""
    id_, at = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
    assert at.isdigit()
    assert "." not in id_
    content = f"{id_}.{at}.".encode() + asked.body
    wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    signatures = [one.split(",", 1) for one in asked.headers["webhook-signature"].split(" ")]
    return any(
        version == "v1" and hmac.compare_digest(found, wanted) for version, found in signatures
    )


# --- What is told, and how often ----------------------------------------------------------------


def test_the_first_publish_tells_nothing_old_and_every_later_update_is_told_once(tmp_path):
    memory = Notebook()
    with host() as hook:
        for numbers in ((1, 2), (1, 2, 3), (1, 2, 3), (1, 2, 3, 4, 5)):
            found = released(tmp_path, *numbers)
            assert deliver(ops(hook), found, (), memory, run(environ=ENVIRON)) == ()
    assert updates(hook.asked) == ["u3", "u4", "u5"]
    assert len({asked.headers["webhook-id"] for asked in hook.asked}) == 3


def test_what_is_older_than_all_that_a_release_names_is_never_news(tmp_path):
    """Then newer updates are taken back, and the release names older ones in their place."""
    memory = Notebook()
    with host() as hook:
        first = replace(released(tmp_path, 3, 4, 5), older=True)
        deliver(ops(hook), first, (), memory, run(environ=ENVIRON))
        deliver(ops(hook), released(tmp_path, 1, 2, 3, 6), (), memory, run(environ=ENVIRON))
    assert updates(hook.asked) == ["u6"]


def test_what_is_of_the_same_minute_as_the_oldest_that_a_release_names_is_never_news(tmp_path):
    memory = Notebook()
    with host() as hook:
        first = replace(released(tmp_path, 3, 4), older=True)
        deliver(ops(hook), first, (), memory, run(environ=ENVIRON))
        found = released(tmp_path, 2, 3, 5)
        same = tuple(replace(one, at=max(one.at, news(3).at)) for one in found.news)
        deliver(ops(hook), replace(found, news=same), (), memory, run(environ=ENVIRON))
    assert updates(hook.asked) == ["u5"]


def test_what_was_told_and_is_away_for_a_while_is_not_told_again(tmp_path):
    memory = Notebook()
    with host() as hook:
        for numbers in ((), (1, 2), (2,), (3,), (1, 2, 3)):
            deliver(ops(hook), released(tmp_path, *numbers), (), memory, run(environ=ENVIRON))
    assert updates(hook.asked) == ["u1", "u2", "u3"]


def test_what_a_release_still_names_is_the_last_to_be_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr("statusgen.publish.tell.outbox.KEPT", 3)
    memory = Notebook()
    with host() as hook:
        for numbers in ((), (1, 2, 3), (1, 4), (1, 3, 4), (2, 4)):
            deliver(ops(hook), released(tmp_path, *numbers), (), memory, run(environ=ENVIRON))
    assert updates(hook.asked) == ["u1", "u2", "u3", "u4", "u2"]


def test_what_an_earlier_version_has_put_down_goes_on(tmp_path):
    memory = Notebook()
    with host() as hook:
        deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers(500)
        deliver(ops(hook), released(tmp_path, 1, 2), (), memory, run(environ=ENVIRON))
        box = json.loads(memory.files["outbox.json"])
        del box["past"]
        box["waiting"][0]["attempts"] = 1
        box["known"] = [fingerprint(news(number).id)[:16] for number in (1, 2)]
        memory.files["outbox.json"] = json.dumps(box).encode()
        hook.answer = lambda asked: Answers()
        hook.asked.clear()
        assert deliver(ops(hook), released(tmp_path, 1, 2), (), memory, run(environ=ENVIRON)) == ()
    assert updates(hook.asked) == ["u2"]


def test_an_edited_update_tells_nobody_again(tmp_path):
    memory = Notebook()
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        edited = release(tmp_path, site(2), news=[news(1, text="It was the weather.")])
        deliver(ops(hook), edited, (), memory, run(environ=ENVIRON))
    assert updates(hook.asked) == ["u1"]


def test_a_report_that_moves_to_the_other_folder_is_told_once_and_as_it_is_by_then(tmp_path):
    memory = Notebook()

    def said(kind: str, *numbers: int) -> Release:
        there = [news(number, kind=kind) for number in numbers]
        return release(tmp_path, site(1), news=there)

    with host() as hook:
        deliver(ops(hook), said("incidents"), (), memory, run(environ=ENVIRON))
        deliver(ops(hook), said("incidents", 1), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers(503)
        deliver(ops(hook), said("incidents", 2, 1), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers()
        del hook.asked[1:]
        deliver(ops(hook), said("maintenance", 2, 1), (), memory, run(environ=ENVIRON))
        deliver(ops(hook), said("maintenance", 2, 1), (), memory, run(environ=ENVIRON))
    assert [asked.json["data"]["url"].removeprefix(URL) for asked in hook.asked] == [
        "incidents/a/#u1",
        "maintenance/a/#u2",
    ]


def test_a_site_that_moves_to_another_address_tells_nothing_anew(tmp_path):
    memory = Notebook()
    new = "https://status.example.net/shop/"

    def moved(*numbers: int) -> Release:
        there = [replace(news(one), id=news(one).id.replace(URL, new)) for one in numbers]
        return release(tmp_path, site(1), url=new, news=there)

    with host() as hook:
        deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers(500)
        deliver(ops(hook), released(tmp_path, 1, 2), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers()
        hook.asked.clear()
        assert deliver(ops(hook), moved(3, 2, 1), (), memory, run(environ=ENVIRON)) == ()
    assert [asked.json["data"]["url"] for asked in hook.asked] == [
        f"{new}incidents/a/#u2",
        f"{new}incidents/a/#u3",
    ]


def test_an_event_says_what_happened_as_the_specification_recommends(tmp_path):
    memory = Notebook()
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        found = release(tmp_path, site(1), news=[news(2, kind="maintenance"), news(1)])
        deliver(ops(hook), found, (), memory, run(environ=ENVIRON))
    incident, maintenance = hook.asked
    assert incident.method == "POST"
    assert incident.path == "/in"
    assert incident.headers["content-type"] == "application/json"
    assert incident.json == {
        "type": "incident.updated",
        "timestamp": "2026-07-04T12:01:00Z",
        "data": {
            "id": incident.headers["webhook-id"],
            "entry": "a",
            "title": "Investigating: Tills are slow (1)",
            "status": "investigating",
            "text": "We are looking into it.",
            "url": f"{URL}incidents/a/#u1",
            "at": "2026-07-04T12:01:00Z",
        },
    }
    assert maintenance.json["type"] == "maintenance.updated"


def test_every_receiver_has_an_id_of_its_own_for_an_update(tmp_path):
    memory = Notebook()
    with host() as hook:
        two = made(
            "webhooks:\n"
            f"- {{name: ops, url: '{hook.url}/ops', secret_env: OPS_SECRET}}\n"
            f"- {{name: shops, url: '{hook.url}/shops', secret_env: OPS_SECRET}}\n"
        )
        deliver(two, released(tmp_path), (), memory, run(environ=ENVIRON))
        deliver(two, released(tmp_path, 1), (), memory, run(environ=ENVIRON))
    assert sorted(asked.path for asked in hook.asked) == ["/ops", "/shops"]
    assert len({asked.headers["webhook-id"] for asked in hook.asked}) == 2


def test_an_id_is_that_of_the_update_and_the_receiver_whoever_tells_of_it_and_when(tmp_path):
    with host() as hook:
        for time, text in ((Time(), "one"), (Time(NOW + timedelta(days=1)), "two")):
            memory = Notebook()
            deliver(ops(hook), released(tmp_path), (), memory, run(time, ENVIRON))
            found = release(tmp_path, site(1), news=[news(1, text=text)])
            deliver(ops(hook), found, (), memory, run(time, ENVIRON))
    one, two = hook.asked
    assert one.headers["webhook-id"] == two.headers["webhook-id"]
    assert one.headers["webhook-timestamp"] != two.headers["webhook-timestamp"]


# --- The outbox ---------------------------------------------------------------------------------


def test_what_is_to_be_told_is_put_down_before_the_first_attempt_and_struck_out_after(tmp_path):
    memory, seen = Notebook(), []

    def answer(asked: Asked) -> Answers:
        seen.append([one.partition("#")[2] for one in memory.waiting])
        return Answers()

    with host(answer) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        deliver(ops(hook), released(tmp_path, 1, 2, 3), (), memory, run(environ=ENVIRON))
    assert seen == [["u1", "u2", "u3"], ["u2", "u3"], ["u3"]]
    assert memory.waiting == []


def test_what_could_not_be_told_is_told_by_the_next_run_under_the_same_id(tmp_path):
    memory = Notebook()
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers(500, b"database is down")
        notes = deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        assert notes == (
            (
                "'ops' was not told of 1 update: it answered 500 Internal Server Error: database is"
                " down; it is tried again at the next publish"
            ),
        )
        hook.answer = lambda asked: Answers()
        # By now the update was corrected: nobody is told the old words any more.
        edited = release(tmp_path, site(1), news=[news(1, text="other")])
        assert deliver(ops(hook), edited, (), memory, run(environ=ENVIRON)) == ()
        assert deliver(ops(hook), edited, (), memory, run(environ=ENVIRON)) == ()
    assert len({asked.headers["webhook-id"] for asked in hook.asked}) == 1
    assert [asked.json["data"]["text"] for asked in hook.asked] == [
        *["We are looking into it."] * 5,
        "other",
    ]
    assert [asked.json["data"]["url"] for asked in hook.asked] == [f"{URL}incidents/a/#u1"] * 6


def test_what_was_withdrawn_before_it_could_be_told_is_told_to_nobody(tmp_path):
    memory = Notebook()
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers(500)
        deliver(ops(hook), released(tmp_path, 1, 2), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers()
        hook.asked.clear()
        (note,) = deliver(ops(hook), released(tmp_path, 2, 3), (), memory, run(environ=ENVIRON))
        assert note == (
            "'ops' is not told of \"Investigating: Tills are slow (1)\": the page says it no more"
        )
        assert deliver(ops(hook), released(tmp_path, 2, 3), (), memory, run(environ=ENVIRON)) == ()
    assert updates(hook.asked) == ["u2", "u3"]


def test_what_was_withdrawn_and_comes_back_is_told_to_those_who_have_not_heard_of_it(tmp_path):
    """An older state of a branch, or of another machine, is the page for a moment."""
    memory = Notebook()
    with host() as deaf, host() as quick:
        both = made(
            f"webhooks: [{{name: deaf, url: '{deaf.url}/in', secret_env: OPS_SECRET}},"
            f" {{name: quick, url: '{quick.url}/in', secret_env: OPS_SECRET}}]"
        )
        deliver(both, released(tmp_path), (), memory, run(environ=ENVIRON))
        deaf.answer = lambda asked: Answers(500)
        deliver(both, released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        deaf.answer = lambda asked: Answers()
        ids = {asked.headers["webhook-id"] for asked in deaf.asked}
        deaf.asked.clear()
        (note,) = deliver(both, released(tmp_path), (), memory, run(environ=ENVIRON))
        assert note.startswith("'deaf' is not told of ")
        assert deliver(both, released(tmp_path), (), memory, run(environ=ENVIRON)) == ()
        assert deaf.asked == []
        for _ in range(2):
            found = released(tmp_path, 1, 2)
            assert deliver(both, found, (), memory, run(environ=ENVIRON)) == ()
    assert updates(deaf.asked) == ["u1", "u2"]
    assert updates(quick.asked) == ["u1", "u2"]
    assert {deaf.asked[0].headers["webhook-id"]} == ids


@pytest.mark.parametrize("between", [(1,), (2,), (1, 3)])
def test_what_comes_back_or_comes_late_is_told_in_its_place_and_not_by_when_it_came(
    tmp_path, between
):
    """Else a chat would end with Monitoring, and the incident is Resolved: the last word stays."""
    memory = Notebook()
    with host(lambda asked: Answers(500)) as hook:
        for numbers in ((), (1, 3), between):
            deliver(ops(hook), released(tmp_path, *numbers), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers()
        hook.asked.clear()
        found = released(tmp_path, 1, 2, 3)
        assert deliver(ops(hook), found, (), memory, run(environ=ENVIRON)) == ()
    assert updates(hook.asked) == ["u1", "u2", "u3"]


def test_what_is_of_one_minute_is_told_as_the_page_orders_it_when_it_comes_back(tmp_path):
    memory = Notebook()

    def named(*numbers: int) -> Release:
        found = released(tmp_path, *numbers)
        return replace(found, news=tuple(replace(one, at=NOW) for one in found.news))

    with host(lambda asked: Answers(500)) as hook:
        for numbers in ((), (1, 2), (1,)):
            deliver(ops(hook), named(*numbers), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers()
        hook.asked.clear()
        assert deliver(ops(hook), named(1, 2), (), memory, run(environ=ENVIRON)) == ()
    assert updates(hook.asked) == ["u1", "u2"]


def test_what_was_withdrawn_is_no_news_any_more_after_a_week(tmp_path):
    memory = Notebook()
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers(500)
        deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers()
        hook.asked.clear()
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        late = Time(now=Time().now + timedelta(days=8))
        for numbers in ((), (1,)):
            found = released(tmp_path, *numbers)
            assert deliver(ops(hook), found, (), memory, run(late, ENVIRON)) == ()
    assert hook.asked == []


@pytest.mark.parametrize("hidden", [{"older": True}, {"broken": ("a",)}])
def test_what_a_release_does_not_name_but_the_site_has_is_told_later_as_it_was(tmp_path, hidden):
    memory = Notebook()
    with host(lambda asked: Answers(500)) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers()
        hook.asked.clear()
        newer = replace(released(tmp_path, 2), **hidden)
        deliver(ops(hook), newer, (), memory, run(environ=ENVIRON))
    assert updates(hook.asked) == ["u1", "u2"]


@pytest.mark.parametrize("hidden", [{"older": True}, {"broken": ("a",)}])
def test_what_was_withdrawn_stays_so_when_a_release_does_not_name_it_for_another_reason(
    tmp_path, hidden
):
    memory = Notebook()
    with host(lambda asked: Answers(500)) as hook:
        for numbers in ((), (1, 2), (2,)):
            deliver(ops(hook), released(tmp_path, *numbers), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers()
        hook.asked.clear()
        newer = replace(released(tmp_path, 2, 3), **hidden)
        assert deliver(ops(hook), newer, (), memory, run(environ=ENVIRON)) == ()
    assert updates(hook.asked) == ["u2", "u3"]


def test_where_nothing_can_be_put_down_nobody_is_told(tmp_path):
    memory = Notebook()
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        for broken, words in (
            ("write", "what is to be told cannot be put down: 403 Access Denied for ***"),
            ("read", "what was told cannot be read: 503 Slow Down"),
        ):
            memory.broken = broken
            notes = deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
            assert notes == (f"nobody was told of anything: {words}",)
        assert hook.asked == []
        memory.broken = ""
        assert deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON)) == ()
    assert updates(hook.asked) == ["u1"]


def test_where_it_cannot_be_put_down_that_somebody_was_told_that_is_said_once(tmp_path):
    memory = Notebook()

    def answer(asked: Asked) -> Answers:
        memory.broken = "write"
        return Answers()

    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        hook.answer = answer
        (note,) = deliver(ops(hook), released(tmp_path, 1, 2), (), memory, run(environ=ENVIRON))
    assert updates(hook.asked) == ["u1", "u2"]
    assert note == (
        "somebody may be told twice: what is to be told cannot be put down:"
        " 403 Access Denied for ***"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 9}',
        b'{"version": 1}',
        b'{"version": 1, "known": ["\\ud800"], "waiting": [], "gone": [], "feeds":{}, "pings":{}}',
    ],
)
def test_an_outbox_that_cannot_be_read_begins_anew_and_says_so(tmp_path, data):
    memory = Notebook()
    memory.files["outbox.json"] = data
    with host() as hook:
        (note,) = deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        assert note.startswith("what was told before cannot be read")
        assert note.endswith("what the page says now counts as told")
        deliver(ops(hook), released(tmp_path, 1, 2), (), memory, run(environ=ENVIRON))
    assert updates(hook.asked) == ["u2"]


def test_a_host_without_a_memory_tells_hubs_but_no_webhook_and_says_so(tmp_path):
    with host() as hook:
        tell = made(
            f"websub: ['{hook.url}/hub']\n"
            f"webhooks: [{{name: ops, url: '{hook.url}/in', secret_env: OPS_SECRET}}]"
        )
        found = released(tmp_path, 1)
        (note,) = deliver(tell, found, ("feed.xml",), None, run(environ=ENVIRON))
        assert deliver(Tell(hubs=tell.hubs), found, (), None, run()) == ()
    assert note.startswith("'ops' was told nothing: this host keeps no private file")
    assert [asked.path for asked in hook.asked] == ["/hub"]


def test_after_a_week_an_update_is_given_up_with_a_note(tmp_path):
    memory, time = Notebook(), Time()
    with host(lambda asked: Answers(503)) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(time, ENVIRON))
        deliver(ops(hook), released(tmp_path, 1), (), memory, run(time, ENVIRON))
        time.now += timedelta(days=7, minutes=1)
        (note,) = deliver(ops(hook), released(tmp_path, 1), (), memory, run(time, ENVIRON))
    assert note == (
        "'ops' was never told of \"Investigating: Tills are slow (1)\":"
        " it could not be told for 7 days"
    )
    assert memory.waiting == []


def test_what_became_old_while_nobody_was_to_be_told_is_no_news(tmp_path):
    """As where `tell` is taken out of statusgen.yml for some weeks, and put back."""
    memory, time = Notebook(), Time()
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(time, ENVIRON))
        time.now += timedelta(days=20)
        minutes = 20 * 24 * 60
        found = released(tmp_path, 1, 2, minutes - 60)
        (note,) = deliver(ops(hook), found, (), memory, run(time, ENVIRON))
        assert deliver(ops(hook), found, (), memory, run(time, ENVIRON)) == ()
    assert note == "nobody is told of 2 updates: they are older than 7 days, and so is the last run"
    assert updates(hook.asked) == [f"u{minutes - 60}"]


def test_what_is_written_late_is_told_where_runs_were_not_late(tmp_path):
    memory, time = Notebook(), Time()
    with host() as hook:
        for numbers in ((), (1,), (1, 2)):
            deliver(ops(hook), released(tmp_path, *numbers), (), memory, run(time, ENVIRON))
            time.now += timedelta(days=6)
    assert updates(hook.asked) == ["u1", "u2"]


def test_what_was_long_over_when_telling_began_is_history_and_no_news(tmp_path):
    """As where a site takes over the history of another tool, once it is live."""
    memory, time = Notebook(), Time()
    week = 7 * 24 * 60
    with host() as hook:
        deliver(ops(hook), released(tmp_path, 0), (), memory, run(time, ENVIRON))
        found = released(tmp_path, 1 - 2 * week, -1 - week, 1 - week, 0)
        (note,) = deliver(ops(hook), found, (), memory, run(time, ENVIRON))
        assert deliver(ops(hook), found, (), memory, run(time, ENVIRON)) == ()
        time.now += timedelta(days=30)
        found = released(tmp_path, -2 - week, 1 - week, 0, 3, 30 * 24 * 60)
        one, late = deliver(ops(hook), found, (), memory, run(time, ENVIRON))
    words = "older than 7 days when telling began here"
    assert note == f"nobody is told of 2 updates: they were {words}"
    assert one == f"nobody is told of 1 update: it was {words}"
    assert late == "nobody is told of 1 update: it is older than 7 days, and so is the last run"
    assert updates(hook.asked) == [f"u{1 - week}", f"u{30 * 24 * 60}"]


def test_a_clock_that_was_ahead_when_telling_began_makes_no_history_of_news(tmp_path):
    memory, time = Notebook(), Time()
    with host() as hook:
        time.now += timedelta(days=365)
        deliver(ops(hook), released(tmp_path, 0), (), memory, run(time, ENVIRON))
        time.now -= timedelta(days=365)
        notes = deliver(ops(hook), released(tmp_path, 0, 1), (), memory, run(time, ENVIRON))
        time.now += timedelta(days=30)
        old = released(tmp_path, -60 * 24 * 8, 0, 1)
        (note,) = deliver(ops(hook), old, (), memory, run(time, ENVIRON))
    assert notes == ()
    assert updates(hook.asked) == ["u1"]
    assert "older than 7 days when telling began here" in note


def test_where_more_is_new_than_a_release_names_that_is_said(tmp_path):
    memory = Notebook()
    with host() as hook:
        deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        found = replace(released(tmp_path, 3, 4), older=True)
        (note,) = deliver(ops(hook), found, (), memory, run(environ=ENVIRON))
        found = replace(released(tmp_path, 4, 5), older=True)
        assert deliver(ops(hook), found, (), memory, run(environ=ENVIRON)) == ()
    assert note == "webhooks are told of the newest 2 updates alone, and more may be new"
    assert updates(hook.asked) == ["u3", "u4", "u5"]


def test_what_waits_for_a_receiver_of_another_name_is_given_up_with_a_note(tmp_path):
    memory = Notebook()
    with host(lambda asked: Answers(503)) as hook:
        deliver(ops(hook, "chat"), released(tmp_path), (), memory, run(environ=ENVIRON))
        deliver(ops(hook, "chat"), released(tmp_path, 1, 2), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers()
        hook.asked.clear()
        found = released(tmp_path, 1, 2, 3)
        (note,) = deliver(ops(hook, "talk"), found, (), memory, run(environ=ENVIRON))
    assert note == "'chat' was never told of 2 updates: statusgen.yml does not name it any more"
    assert updates(hook.asked) == ["u3"]


def test_a_dry_run_tells_nobody_and_says_who_would_be(tmp_path):
    memory = Notebook()
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        before = dict(memory.files)
        found = released(tmp_path, 1)
        notes = deliver(ops(hook), found, (), memory, run(environ=ENVIRON, dry_run=True))
    assert notes == ("'ops' would be told: Investigating: Tills are slow (1)",)
    assert (hook.asked, memory.files) == ([], before)


# --- Receivers that say no ------------------------------------------------------------------------


def test_a_receiver_that_is_busy_is_tried_again_with_longer_pauses(tmp_path):
    memory, time = Notebook(), Time()
    with host(lambda asked: Answers(200 if len(hook.asked) > 3 else 502)) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(time, ENVIRON))
        assert deliver(ops(hook), released(tmp_path, 1), (), memory, run(time, ENVIRON)) == ()
    assert time.pauses == [1.0, 2.0, 4.0]
    stamps = [int(asked.headers["webhook-timestamp"]) for asked in hook.asked]
    assert [later - stamps[0] for later in stamps] == [0, 1, 3, 7]
    assert all(verified(asked) for asked in hook.asked)


def test_a_receiver_is_left_alone_for_as_long_as_it_asks(tmp_path):
    memory, time = Notebook(), Time()
    busy = Answers(429, headers={"Retry-After": "30"})
    with host(lambda asked: Answers() if len(hook.asked) > 1 else busy) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(time, ENVIRON))
        assert deliver(ops(hook), released(tmp_path, 1), (), memory, run(time, ENVIRON)) == ()
    assert time.pauses == [30.0]


def test_who_asks_for_more_time_than_a_run_has_is_left_alone_and_keeps_no_other_waiting(tmp_path):
    memory, time = Notebook(), Time()
    busy = Answers(429, headers={"Retry-After": "3600"})
    with host(lambda asked: busy) as shy, host() as hook:
        hook.answer = lambda asked: Answers(200 if len(hook.asked) > 2 else 500)
        both = made(
            "webhooks:\n"
            f"- {{name: shy, url: '{shy.url}/', secret_env: OPS_SECRET}}\n"
            f"- {{name: ops, url: '{hook.url}/', secret_env: OPS_SECRET}}\n"
        )
        deliver(both, released(tmp_path), (), memory, run(time, ENVIRON))
        (note,) = deliver(both, released(tmp_path, 1), (), memory, run(time, ENVIRON))
    assert note.startswith("'shy' was not told of 1 update: it answered 429")
    assert (len(shy.asked), len(hook.asked), time.pauses) == (1, 3, [1.0, 2.0])


@pytest.mark.parametrize(
    "asked_for",
    ["31536000", "9" * 400, "Sat, 04 Jul 2026 13:00:00 GMT"],
    ids=["a year", "for ever", "a date"],
)
def test_who_asks_to_be_left_alone_for_long_is_asked_once_in_a_run(tmp_path, asked_for):
    memory, time = Notebook(), Time()
    busy = Answers(503, headers={"Retry-After": asked_for})
    with host(lambda asked: busy) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(time, ENVIRON))
        (note,) = deliver(ops(hook), released(tmp_path, 1), (), memory, run(time, ENVIRON))
    assert note.startswith("'ops' was not told of 1 update: it answered 503")
    assert (len(hook.asked), time.pauses) == (1, [])


@pytest.mark.parametrize(
    "said", ["soon", "-3", "\xb2", "", "Sat, 04 Jul 2026", "Fri, 03 Jul 2026 12:00:00 GMT"]
)
def test_who_does_not_say_for_how_long_is_tried_again_after_the_usual_pause(tmp_path, said):
    memory, time = Notebook(), Time()
    busy = Answers(503, headers={"Retry-After": said})
    with host(lambda asked: Answers() if len(hook.asked) > 1 else busy) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(time, ENVIRON))
        assert deliver(ops(hook), released(tmp_path, 1), (), memory, run(time, ENVIRON)) == ()
    assert time.pauses == [1.0]


def test_pauses_end_with_the_budget_of_the_run(tmp_path):
    memory, time = Notebook(), Time()
    with host(lambda asked: Answers(500)) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(time, ENVIRON))
        short = run(time, ENVIRON, budget=5)
        (note,) = deliver(ops(hook), released(tmp_path, 1), (), memory, short)
    assert time.pauses == [1.0, 2.0]
    assert "tried again at the next publish" in note


def test_telling_ends_when_something_newer_waits_and_what_is_left_is_told_next_time(tmp_path):
    memory, time = Notebook(), Time()
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(time, ENVIRON))
        hook.answer = lambda asked: Answers(502)
        later = time.now + timedelta(seconds=5)
        own = replace(run(time, ENVIRON), overtaken=lambda: time.now >= later)
        (note,) = deliver(ops(hook), released(tmp_path, 1), (), memory, own)
        assert "'ops' was not told of 1 update: it answered 502" in note
        assert time.now == later
        assert time.pauses == [1.0] * 5
        assert len(hook.asked) == 3
        hook.answer = lambda asked: Answers()
        # Once it is tried even then: whoever saves all the time would keep all from it.
        assert deliver(ops(hook), released(tmp_path, 1, 2), (), memory, own) == ()
    assert updates(hook.asked)[-2:] == ["u1", "u2"]
    assert len({asked.headers["webhook-id"] for asked in hook.asked}) == 2


def test_a_clock_that_is_set_back_makes_no_pause_longer(tmp_path):
    """A machine that has just started may be hours ahead, until it has asked for the time."""
    memory, time = Notebook(), Time()

    def pause(seconds: float) -> None:
        time.pause(seconds)
        if len(time.pauses) == 1:
            time.now -= timedelta(hours=1)

    with host(lambda asked: Answers(500)) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(time, ENVIRON))
        own = replace(run(time, ENVIRON), pause=pause, overtaken=lambda: False)
        deliver(ops(hook), released(tmp_path, 1), (), memory, own)
        assert len(hook.asked) == 5
    assert sum(time.pauses) == 1 + 2 + 4 + 8


def test_a_receiver_that_hangs_has_a_short_time_while_something_newer_waits(tmp_path, monkeypatch):
    monkeypatch.setattr("statusgen.publish.tell.rounds.HASTE", 1.0)
    memory, hung = Notebook(), threading.Event()
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        hook.answer = lambda asked: Answers(200 if hung.wait(60) else 500)
        own = replace(run(environ=ENVIRON), overtaken=lambda: True)
        begun = monotonic()
        (note,) = deliver(ops(hook), released(tmp_path, 1), (), memory, own)
        assert monotonic() - begun < 10
        hung.set()
    assert "'ops' was not told of 1 update: " in note


def test_a_receiver_that_is_gone_is_told_no_more(tmp_path):
    memory = Notebook()
    with host(lambda asked: Answers(410)) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        (note,) = deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        assert note == (
            "'ops' is told no more: it answered 410: it wants to hear no more; take it out of"
            " statusgen.yml, or give it another name to begin anew"
        )
        # Said again with each piece of news: it may have a new address by now, or want to hear.
        found = released(tmp_path, 1, 2)
        assert deliver(ops(hook), found, (), memory, run(environ=ENVIRON)) == (
            (
                "'ops' was told nothing of what is new: it answered 410 once, that it wants to hear"
                " no more; take it out of statusgen.yml, or give it another name to begin anew"
            ),
        )
        assert deliver(ops(hook), found, (), memory, run(environ=ENVIRON)) == ()
        assert len(hook.asked) == 1
        hook.answer = lambda asked: Answers()
        anew = ops(hook, "ops2")
        deliver(anew, released(tmp_path, 1, 2, 3), (), memory, run(environ=ENVIRON))
    assert updates(hook.asked) == ["u1", "u3"]


def test_updates_arrive_in_their_order_even_if_the_first_fails(tmp_path):
    memory = Notebook()
    with host(lambda asked: Answers(500 if len(hook.asked) == 1 else 200)) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        deliver(ops(hook), released(tmp_path, 1, 2, 3), (), memory, run(environ=ENVIRON))
    assert updates(hook.asked) == ["u1", "u1", "u2", "u3"]


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_a_receiver_refuses_keeps_nothing_else_from_it(tmp_path, status):
    def answer(asked: Asked) -> Answers:
        odd = asked.json["data"]["url"].endswith("#u1")
        return Answers(status, b"no such thing") if odd else Answers()

    memory = Notebook()
    with host(answer) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        # Alone it may be the receiver that is wrong.
        (note,) = deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        assert note.endswith("no such thing; it is tried again at the next publish")
        hook.asked.clear()
        found = released(tmp_path, 1, 2, 3)
        (note,) = deliver(ops(hook), found, (), memory, run(environ=ENVIRON))
        assert note.startswith(
            "'ops' is not told of \"Investigating: Tills are slow (1)\", and has taken what came"
            f" after it: it answered {status}"
        )
        assert updates(hook.asked) == [*["u1"] * 5, "u2", "u3"]
        assert memory.waiting == []


def test_what_a_receiver_refuses_may_be_two_in_a_row(tmp_path):
    """Two updates of one report have the same title, which may be what it does not like."""

    def answer(asked: Asked) -> Answers:
        odd = asked.json["data"]["url"].endswith(("#u1", "#u2"))
        return Answers(400) if odd else Answers()

    memory = Notebook()
    with host(answer) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        found = released(tmp_path, 1, 2, 3)
        notes = deliver(ops(hook), found, (), memory, run(environ=ENVIRON))
    assert [note.partition(",")[0] for note in notes] == [
        "'ops' is not told of \"Investigating: Tills are slow (1)\"",
        "'ops' is not told of \"Investigating: Tills are slow (2)\"",
    ]
    assert updates(hook.asked) == [*["u1"] * 5, "u2", "u3"]
    assert memory.waiting == []


def test_who_refuses_all_is_asked_for_few_and_loses_nothing(tmp_path):
    memory = Notebook()
    every = range(1, 10)
    with host(lambda asked: Answers(400)) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        deliver(ops(hook), released(tmp_path, *every), (), memory, run(environ=ENVIRON))
        assert updates(hook.asked) == [*["u1"] * 5, "u2", "u3", "u4", "u5", "u6"]
        hook.answer = lambda asked: Answers()
        hook.asked.clear()
        found = released(tmp_path, *every)
        assert deliver(ops(hook), found, (), memory, run(environ=ENVIRON)) == ()
    assert updates(hook.asked) == [f"u{number}" for number in every]


def test_one_receiver_that_fails_keeps_no_other_waiting(tmp_path):
    memory = Notebook()
    with host() as well, host(lambda asked: Answers(500)) as ill:
        both = made(
            "webhooks:\n"
            f"- {{name: ill, url: '{ill.url}/', secret_env: OPS_SECRET}}\n"
            f"- {{name: well, url: '{well.url}/', secret_env: OPS_SECRET}}\n"
        )
        deliver(both, released(tmp_path), (), memory, run(environ=ENVIRON))
        deliver(both, released(tmp_path, 1), (), memory, run(environ=ENVIRON))
    assert len(well.asked) == 1
    assert len(ill.asked) == 5


class Defect(dict[str, str]):
    """An environment in which one variable is a defect of statusgen's own."""

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        if key == "DEFECT":
            raise RuntimeError("http://user:s3cr3t@host/")
        return super().get(key, default)


def test_a_defect_at_one_receiver_keeps_no_other_waiting(tmp_path):
    memory, time = Notebook(), Time()
    with host() as hook:
        tell = made(
            "webhooks:\n"
            "- {name: six, url_env: DEFECT, secret_env: OPS_SECRET}\n"
            f"- {{name: ops, url: '{hook.url}/in', secret_env: OPS_SECRET}}"
        )
        environ = Defect(ENVIRON)
        deliver(tell, released(tmp_path), (), memory, run(time, environ))
        (note,) = deliver(tell, released(tmp_path, 1), (), memory, run(time, environ))
    assert note == (
        "'six' was not told of 1 update: statusgen itself went wrong here (RuntimeError);"
        " it is tried again at the next publish"
    )
    assert updates(hook.asked) == ["u1"]
    assert memory.waiting == [f"{URL}incidents/a/#u1"]


@pytest.mark.parametrize(
    "answers",
    [
        Answers(200, b"ok", {"Content-Length": "10"}),
        Answers(200, b"o" * (1 << 20) + b"k"),
        Answers(200, b"ok", {"Content-Length": "", "Transfer-Encoding": "chunked"}),
    ],
    ids=["cut off", "without end", "no chunks"],
)
def test_who_says_that_it_was_told_is_told_once_whatever_else_its_answer_says(tmp_path, answers):
    memory = Notebook()
    with host(lambda asked: answers) as hook:
        tell = replace(ops(hook), hubs=(f"{hook.url}/hub",))
        deliver(tell, released(tmp_path), (), memory, run(environ=ENVIRON))
        found = released(tmp_path, 1, feed=b"<rss>1</rss>")
        assert deliver(tell, found, (), memory, run(environ=ENVIRON)) == ()
        assert deliver(tell, found, (), memory, run(environ=ENVIRON)) == ()
    assert [asked.path for asked in hook.asked] == ["/hub", "/in"]


def test_who_says_only_that_it_is_gone_is_told_no_more(tmp_path):
    memory = Notebook()
    with host(lambda asked: Answers(410, b"gone", {"Content-Length": "10"})) as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        (note,) = deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
        assert note.startswith("'ops' is told no more: it answered 410: it wants to hear no more")
    assert len(hook.asked) == 1


def test_a_redirect_is_not_followed_and_the_note_says_what_to_do(tmp_path):
    memory = Notebook()
    with host() as other, host() as hook:
        hook.answer = lambda asked: Answers(308, headers={"Location": f"{other.url}/"})
        deliver(ops(hook), released(tmp_path), (), memory, run(environ=ENVIRON))
        (note,) = deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=ENVIRON))
    assert "308 Permanent Redirect, and has a new address that you have to write down" in note
    assert other.asked == []


def test_no_secret_stands_in_a_note_or_in_the_outbox(tmp_path):
    memory = Notebook()
    with host() as hook:
        hook.answer = lambda asked: Answers(
            400, f"bad {asked.path} {asked.headers['webhook-signature']} {SECRET}".encode()
        )
        text = "webhooks: [{name: chat, url_env: WHERE, format: slack, secret_env: OPS_SECRET}]"
        environ = {**ENVIRON, "WHERE": f"{hook.url}/services/T0/cAnArY?sig=s3cr3t-one"}
        chat = made(text)
        deliver(chat, released(tmp_path), (), memory, run(environ=environ))
        notes = deliver(chat, released(tmp_path, 1), (), memory, run(environ=environ))
        hook.asked.clear()
        gone = {**environ, "WHERE": "http://127.0.0.1:1/services/T0/cAnArY?sig=s3cr3t-one"}
        notes += deliver(chat, released(tmp_path, 1), (), memory, run(environ=gone))
    shown = " ".join(notes) + memory.files["outbox.json"].decode()
    assert "400 Bad Request: bad ***" in shown
    for secret in ("cAnArY", "s3cr3t", SECRET, SECRET.removeprefix("whsec_"), hook.url):
        assert secret not in shown


@pytest.mark.parametrize(
    ("environ", "why"),
    [
        ({}, "the variable WHERE is not set"),
        ({"WHERE": "http://far.example/"}, "the variable WHERE holds no address with https://"),
        (
            {"WHERE": "https://127.0.0.1:1/", "OPS_SECRET": "whsec_???"},
            "the secret in the variable OPS_SECRET cannot be used: it is not whsec_ and base64",
        ),
        (
            {"WHERE": "https://127.0.0.1:1/", "OPS_SECRET": ""},
            "the secret in the variable OPS_SECRET cannot be used: it is empty",
        ),
    ],
)
def test_what_the_environment_lacks_is_said_once_and_nothing_is_lost(tmp_path, environ, why):
    memory, time = Notebook(), Time()
    tell = made("webhooks: [{name: ops, url_env: WHERE, secret_env: OPS_SECRET}]")
    deliver(tell, released(tmp_path), (), memory, run(time, environ))
    (note,) = deliver(tell, released(tmp_path, 1), (), memory, run(time, environ))
    assert note == f"'ops' was not told of 1 update: {why}; it is tried again at the next publish"
    assert time.pauses == []
    assert memory.waiting == [f"{URL}incidents/a/#u1"]


# --- Signatures ---------------------------------------------------------------------------------


def test_a_message_is_signed_as_in_the_vector_of_the_standards_own_libraries():
    found = headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        now=datetime.fromtimestamp(1614265330, UTC),
    )
    assert found == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_while_a_secret_is_changed_a_message_is_signed_by_both(tmp_path):
    memory, other = Notebook(), b"another secret of 32 bytes......"
    secrets = f"{SECRET} whsec_{base64.b64encode(other).decode()}"
    with host() as hook:
        deliver(ops(hook), released(tmp_path), (), memory, run())
        environ = {"OPS_SECRET": secrets}
        deliver(ops(hook), released(tmp_path, 1), (), memory, run(environ=environ))
    (asked,) = hook.asked
    assert verified(asked, KEY)
    assert verified(asked, other)
    assert not verified(asked, b"a third one, that is wrong")


def test_a_secret_of_another_length_than_the_standards_is_refused_and_not_repeated():
    short = base64.b64encode(b"too short").decode()
    with pytest.raises(BadSecret, match="it has 9 bytes, and must have 24 to 64") as caught:
        headers("msg_1", b"", short, now=NOW)
    assert short not in str(caught.value)


# --- Shapes -----------------------------------------------------------------------------------


def event(title: str, text: str) -> Event:
    return Event(
        kind="incident",
        entry="a",
        title=title,
        status="resolved",
        text=text,
        url=f"{URL}incidents/a/?x=1&y=2#u1",
        at="2026-07-04T12:00:00Z",
    )


def test_in_slack_no_text_can_call_everybody_or_be_a_link_of_its_own():
    found = json.loads(body("slack", event("<!channel> & <https://evil/|x>", "a < b & c > d"), "m"))
    escaped = "&lt;!channel&gt; &amp; &lt;https://evil/|x&gt;"
    assert found["text"] == escaped
    title, text = found["blocks"]
    link = f"{URL}incidents/a/?x=1&amp;y=2#u1"
    assert title["text"]["text"] == f"*<{link}|{escaped}>*"
    assert text == {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "a &lt; b &amp; c &gt; d", "verbatim": True},
    }


@pytest.mark.parametrize("title", ["t" * 60_000, "&" * 60_000])
def test_a_title_without_end_leaves_a_message_that_is_taken(title):
    found = json.loads(body("slack", event(title, "x"), "m"))
    assert len(found["blocks"][0]["text"]["text"]) <= 3000
    assert found["text"].endswith("…")
    assert len(body("teams", event(title, "x"), "m")) < 28_000


def test_a_text_that_is_too_long_for_slack_is_cut_and_never_within_an_escape():
    for text in ("&" * 5000, "a" * 5000, "ab&" * 900):
        found = json.loads(body("slack", event("t", text), "m"))
        shown = found["blocks"][1]["text"]["text"]
        assert len(shown) <= 3000
        assert shown.endswith("…")
        rest = shown.removesuffix("…").replace("&amp;", "")
        assert set(rest) <= {"a", "b"}


def test_slack_is_sent_no_section_without_a_text():
    """It refuses a message with one."""
    assert len(json.loads(body("slack", event("t", ""), "m"))["blocks"]) == 1


def test_a_message_for_teams_is_a_card_whose_texts_have_no_markup():
    text = "See [here](javascript:alert(1)) and {{DATE(2026-07-04)}}\n\nThanks"
    found = json.loads(body("teams", event("**Resolved**", text), "m"))
    assert found["type"] == "message"
    (attachment,) = found["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    # Only a TextBlock reads Markdown and functions of dates.
    assert [row["type"] for row in card["body"]] == ["RichTextBlock"] * 3
    assert [row["inlines"][0]["text"] for row in card["body"]] == [
        "**Resolved**",
        "See [here](javascript:alert(1)) and {{DATE(2026-07-04)}}",
        "Thanks",
    ]
    (action,) = card["actions"]
    assert action["url"] == f"{URL}incidents/a/?x=1&y=2#u1"
    assert action["title"] == "Read more"


def test_teams_is_told_in_the_language_of_the_site(tmp_path):
    memory = Notebook()
    with host() as hook:
        tell = made("webhooks: [{name: team, url_env: TEAM, format: teams}]")
        environ = {"TEAM": f"{hook.url}/team"}
        for numbers in ((), (1,)):
            german = replace(released(tmp_path, *numbers), more="Mehr lesen")
            assert deliver(tell, german, (), memory, run(environ=environ)) == ()
    (action,) = hook.asked[0].json["attachments"][0]["content"]["actions"]
    assert action["title"] == "Mehr lesen"


def test_slack_and_teams_are_told_without_a_secret(tmp_path):
    memory = Notebook()
    with host() as hook:
        both = made(
            "webhooks:\n"
            "- {name: chat, url_env: CHAT, format: slack}\n"
            "- {name: team, url_env: TEAM, format: teams}\n"
        )
        environ = {"CHAT": f"{hook.url}/chat", "TEAM": f"{hook.url}/team"}
        deliver(both, released(tmp_path), (), memory, run(environ=environ))
        assert deliver(both, released(tmp_path, 1), (), memory, run(environ=environ)) == ()
    chat, team = hook.asked
    assert "blocks" in chat.json
    assert "attachments" in team.json


# --- Hubs -----------------------------------------------------------------------------------------


def test_a_hub_is_told_of_each_changed_feed_and_of_no_other(tmp_path):
    memory = Notebook()
    with host(lambda asked: Answers(204)) as hub:
        tell = made(f"websub: ['{hub.url}/hub']")
        first = released(tmp_path, 1)
        assert deliver(tell, first, first.by_path(), memory, run()) == ()
        hub.asked.clear()
        changed = released(tmp_path, 1, 2, feed=b"<rss>2</rss>")
        assert deliver(tell, changed, ("feed.xml", "index.html"), memory, run()) == ()
        assert deliver(tell, changed, (), memory, run()) == ()
    (asked,) = hub.asked
    assert (asked.method, asked.path) == ("POST", "/hub")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(asked.body.decode()) == [
        ("hub.mode", "publish"),
        ("hub.url", f"{URL}feed.xml"),
    ]


def test_a_feed_that_a_run_published_before_it_died_is_told_by_the_next(tmp_path):
    memory = Notebook()
    with host() as hub:
        tell = made(f"websub: ['{hub.url}']")
        deliver(tell, released(tmp_path), (), memory, run())
        # The run that put the feed in place never came to here: now nothing has changed.
        deliver(tell, released(tmp_path, 1, feed=b"<rss>2</rss>"), (), memory, run())
    assert [parse_qsl(asked.body.decode())[1][1] for asked in hub.asked] == [f"{URL}feed.xml"]


def test_a_hub_that_fails_is_a_note_and_is_told_by_the_next_run(tmp_path):
    memory = Notebook()
    with host(lambda asked: Answers(500)) as hub:
        # Such an address is refused in the file; should one get through, it is not repeated.
        tell = Tell(hubs=(f"{hub.url}/hub?key=s3cr3t",))
        deliver(tell, released(tmp_path), (), memory, run())
        found = released(tmp_path, 1, feed=b"<rss>2</rss>")
        (note,) = deliver(tell, found, ("feed.xml",), memory, run())
        assert note == (
            f"the hub {hub.url} was not told: it answered 500 Internal Server Error;"
            " it is tried again at the next publish"
        )
        assert "s3cr3t" not in memory.files["outbox.json"].decode()
        hub.answer = lambda asked: Answers()
        hub.asked.clear()
        assert deliver(tell, found, (), memory, run()) == ()
    assert len(hub.asked) == 1


# --- What is wrong in the file --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("websub: ['http://hub.example/']", "the address of a hub must begin with https://"),
        (
            "websub: ['https://hub.example/?key=x']",
            "whoever knows this address can publish there, so it must not stand in a feed",
        ),
        ("webhooks: [ops]", "every item of 'webhooks' must be 'key: value' pairs"),
        (
            "webhooks: [{name: a, secret_env: S}]",
            "a webhook needs one of the keys 'url' and 'url_env'",
        ),
        (
            "webhooks: [{name: a, url: 'https://a/', url_env: B, secret_env: S}]",
            "a webhook needs one of the keys 'url' and 'url_env'",
        ),
        ("webhooks: [{url_env: B, secret_env: S}]", "a webhook needs the key 'name'"),
        (
            "webhooks: [{name: a, url_env: B}]",
            "a webhook of the format 'standard' is signed, and needs the key 'secret_env'",
        ),
        (
            "webhooks: [{name: a, url: 'https://hooks.slack.com/services/T/B/x', format: slack}]",
            "whoever knows this address can post there, so it must not stand in a file",
        ),
        (
            "webhooks: [{name: a, url: 'https://a.example/?sig=x', format: teams}]",
            "whoever knows this address can post there, so it must not stand in a file",
        ),
        (
            "webhooks: [{name: a, url: 'http://a.example/', secret_env: S}]",
            "the address of a webhook must begin with https://",
        ),
        (
            "webhooks: [{name: a, url_env: 'https://a.example/', secret_env: S}]",
            "'url_env' must be the name of a variable, not its value",
        ),
        (
            "webhooks: [{name: a, url_env: B, secret_env: whsec_abc=}]",
            "'secret_env' must be the name of a variable, not its value",
        ),
        (
            "webhooks: [{name: a, url_env: B, format: slak}]",
            "there is no format 'slak'",
        ),
        (
            "webhooks: [{name: a, url_env: B, secret_env: S}, {name: a, url_env: C}]",
            "there are two webhooks named 'a'",
        ),
        ("webhook: []", "there is no key 'webhook' in tell"),
    ],
)
def test_a_mistake_in_the_file_is_said(text, what):
    problems: list[Problem] = []
    assert make(mapping(text), problems) is None
    assert what in [one.what for one in problems]
