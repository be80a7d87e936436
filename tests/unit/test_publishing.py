"""What stands between statusgen.yml and the targets: shape, outcomes, memory, times; no host."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from tests.conformance.hosting import header_rules, matching

from statusgen import delivery, located
from statusgen.delivery import saying
from statusgen.errors import (
    ContentError,
    LockHeld,
    OutputError,
    Problem,
    PublishError,
    PublishIncomplete,
    StatusgenError,
    UsageError,
)
from statusgen.fingerprint import digest
from statusgen.parse.config import parse_config
from statusgen.parse.fields import Fields
from statusgen.parse.publishing import read
from statusgen.pipeline import Options, build
from statusgen.publish import config as config_
from statusgen.publish import several
from statusgen.publish.command import Command
from statusgen.publish.facts import Facts
from statusgen.publish.fronted import Fronted
from statusgen.publish.memories import Memories
from statusgen.publish.programs import Deadline
from statusgen.publish.release import Release, Stage
from statusgen.publish.several import Outcome
from statusgen.publish.ssh import Ssh
from statusgen.publish.target import Delivered, Difference, Live, Memory, Run, Target
from statusgen.publish.tell.outbox import Outbox, Unreadable
from statusgen.sources import Source
from statusgen.watching import when
from statusgen.watching.health import Health, Site
from statusgen.watching.when import Reason, Trouble

NOW = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)
SITE = """\
title: Shop
url: https://status.example/
timezone: UTC
components: [{id: web, name: Website}]
"""
CANARY = "hunter2-of-the-canary"


# --- What stands in statusgen.yml -------------------------------------------------------------


def found(text: str) -> list[tuple[int, int, str, str]]:
    """Read this below `publish:`; return line, column, code and words of what is wrong."""
    node, faults = located.load(text, path="statusgen.yml")
    assert faults == ()
    assert isinstance(node, located.Mapping)
    problems: list[Problem] = []
    read(Fields(node, problems=problems, known=("publish", "tell"), of="statusgen.yml"), problems)
    return [(one.where.line, one.where.column, one.code, one.what) for one in problems]


def test_a_list_of_targets_is_taken_as_it_is():
    text = "publish:\n  - {type: s3, bucket: a}\n  - {name: b, type: s3, cdn: {type: fastly}}\n"
    assert found(text) == []
    assert found("tell: {websub: [https://hub.example/], webhooks: []}") == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("publish: s3", (1, 10, "wrong-type", "'publish' must be a list, not a text")),
        (
            "publish: {type: s3}",
            (1, 10, "wrong-type", "'publish' must be a list, not 'key: value' pairs"),
        ),
        ("publish: [s3]", (1, 11, "wrong-type", "a target must have keys and values")),
        (
            "publish:\n  - {name: a}",
            (2, 5, "missing-key", "a target needs the key 'type'"),
        ),
        (
            "publish:\n  - {type: s3}\n  - {type: s3}",
            (3, 12, "duplicate-name", "the name 's3' is taken: line 2 has it already"),
        ),
        (
            "publish: [{type: s3, name: a/b}]",
            (1, 28, "bad-name", "'a/b' cannot be the name of a target"),
        ),
        (
            "publish: [{type: s3, cdn: fastly}]",
            (1, 27, "wrong-type", "'cdn' must be 'key: value' pairs, not a text"),
        ),
        ("tell: {webhook: []}", (1, 8, "unknown-key", "there is no key 'webhook' in 'tell'")),
    ],
)
def test_a_mistake_is_pointed_at(text, problem):
    assert found(text) == [problem]


@pytest.mark.parametrize(
    "key",
    "token password secret access_key secret_access_key api_key apiKey authToken sas_token "
    "account-key private_key connection_string AWS_SECRET_ACCESS_KEY".split(),
)
def test_a_secret_is_refused_at_any_depth(key):
    what = f"'{key}' is a secret, and this file is no place for one"
    for text in (
        f"publish: [{{type: s3, {key}: x}}]",
        f"publish: [{{type: s3, cdn: {{type: fastly, {key}: x}}}}]",
        f"tell: {{webhooks: [{{name: a, {key}: x}}]}}",
    ):
        where = text.index(f"{key}: x") + len(key) + 3
        assert (1, where, "secret", what) in found(text)


@pytest.mark.parametrize(
    "pair", ["secret_env: A", "url_env: A", "key_file: a", "bucket: secret", "path: /tokens"]
)
def test_the_name_of_a_variable_or_a_file_is_no_secret(pair):
    assert found(f"publish: [{{type: s3, {pair}}}]") == []


def test_a_password_in_an_address_is_refused():
    said = "there is a password in this address, and this file is no place for one"
    text = "publish: [{type: s3, endpoint: 'https://me:hunter2@store.example/'}]"
    assert found(text) == [(1, 32, "secret", said)]
    assert found("publish: [{type: ssh, host: 'ssh://me@web.example:22'}]") == []


def config(publish: str):
    data = (SITE + publish).encode()
    read, problems = parse_config(Source("statusgen.yml", data, digest(data)))
    assert problems == ()
    assert read is not None
    return read


def test_every_built_in_type_makes_a_target_without_installed_metadata(monkeypatch):
    monkeypatch.setattr(config_, "entry_points", lambda group: ())
    keys = {
        "s3": "bucket: a, region: b",
        "gcs": "bucket: a",
        "azure": "account: a, container: b",
        "directory": "path: /srv/a",
        "ssh": "host: a, path: /srv/a",
        "git": "remote: origin, branch: pages",
        "command": "run: [send, '{folder}']",
    }
    assert keys.keys() == config_.BUILT_IN.keys()
    lines = "".join(f"  - {{type: {kind}, {own}}}\n" for kind, own in keys.items())
    places, problems = config_.read(config(f"publish:\n{lines}"))
    assert problems == ()
    assert [target.name for target in places.targets] == list(keys)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("type: directory, path: pub", "type: directory, path: ./pub/"),
        ("type: git", "type: git, remote: origin, history: flat"),
        ("type: ssh, host: a, path: /srv/a", "type: ssh, path: /srv/a, host: a"),
        ("type: gcs, bucket: a", "type: gcs, bucket: a"),
    ],
)
def test_two_targets_of_one_place_are_a_mistake(one, other):
    text = f"publish:\n  - {{name: a, {one}}}\n  - {{name: b, {other}}}\n"
    (problem,) = config_.problems(config(text))
    assert (problem.code, problem.hint) == (
        "duplicate",
        "give it a place of its own, or take one of the two out",
    )
    assert problem.what.startswith("'b' publishes to the same place as 'a': ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("type: directory, path: pub", "type: directory, path: pub/b"),
        ("type: git", "type: git, branch: pages"),
        ("type: ssh, host: a, path: /a, port: 1", "type: ssh, host: a, path: /a, port: 2"),
        ("type: s3, bucket: a", "type: s3, bucket: a, endpoint: 'https://s3.example'"),
        ("type: s3, bucket: a", "type: gcs, bucket: a"),
        ("type: s3, bucket: a", "type: s3, bucket: a"),
        ("type: command, run: [a, '{folder}']", "type: command, run: [a, '{folder}', b]"),
    ],
)
def test_targets_that_only_look_alike_are_no_mistake(one, other):
    text = f"publish:\n  - {{name: a, {one}}}\n  - {{name: b, {other}}}\n"
    assert config_.problems(config(text)) == ()


def test_a_network_stands_in_front_of_its_target():
    text = "publish: [{type: directory, path: /a, cdn: {type: fastly, service: b}}]"
    places, problems = config_.read(config(text))
    assert problems == ()
    assert isinstance(places.targets[0], Fronted)


def test_what_is_wrong_with_a_network_and_with_tell_is_found_too():
    text = (
        "publish: [{type: directory, path: /a, cdn: {type: fastlee}}]\n"
        "tell: {webhooks: [{name: a, url: 'http://example.org/'}]}\n"
    )
    codes = {(one.where.line, one.code) for one in config_.problems(config(text))}
    assert (5, "unknown-value") in codes
    assert (6, "wrong-value") in codes


# --- Several targets at once ------------------------------------------------------------------


class Slot:
    """A target in memory; `do` is what it does when it is published to."""

    def __init__(self, name: str, do=None, memory: Memory | None = None, live: Live | None = None):
        self.name = name
        self.where = f"slot {name}"
        self.do = do
        self.own_memory = memory
        self.shown = live

    def publish(self, release: Release, run: Run) -> Delivered:
        if self.do:
            self.do(run)
        self.shown = Live(release=release.id, built_at=release.built_at, files=1, size=1)
        return Delivered(
            live=self.shown, written=("index.html",), deleted=(), unchanged=0, notes=(CANARY,)
        )

    def live(self, run: Run) -> Live | None:
        return self.shown

    def verify(self, run: Run) -> tuple[Difference, ...]:
        return ()

    def rollback(self, run: Run) -> Delivered:
        raise PublishError("there is nothing before this")

    def memory(self, run: Run) -> Memory | None:
        return self.own_memory


def raises(error: BaseException):
    def do(run: Run) -> None:
        raise error

    return do


def run(clock: Callable[[], datetime] = lambda: NOW) -> Run:
    return Run(
        clock=clock,
        pause=lambda seconds: None,
        environ={"SHOP_TOKEN": CANARY},
        site=Path(),
        progress=lambda done, total, what: None,
    )


def silent(*state: object) -> None:
    pass


RELEASE = Release(folder=Path(), url="https://a.example/", built_at=NOW, valid_until=NOW, files=())


def test_targets_are_published_to_at_the_same_time():
    both = Barrier(2, timeout=20)
    slots = [Slot(name, lambda run: both.wait() and None) for name in "ab"]
    outcomes = several.publish(slots, RELEASE, run(), silent)
    assert [(one.name, one.error) for one in outcomes] == [("a", None), ("b", None)]


def test_a_target_may_have_a_budget_of_its_own_and_it_is_said_how_long_it_took():
    time = NOW

    def clock() -> datetime:
        return time

    def work(own: Run) -> None:
        nonlocal time
        budgets.append(own.budget)
        time += timedelta(seconds=own.budget)

    budgets: list[float] = []
    own = replace(run(clock), budgets={"a": 7})
    (one,) = several.publish([Slot("a", work)], RELEASE, own, silent)
    (other,) = several.publish([Slot("b", work)], RELEASE, own, silent)
    assert budgets == [7, 300]
    assert [one.took.total_seconds(), other.took.total_seconds()] == [7, 300]


@pytest.mark.parametrize(("budget", "asked_for"), [(300, 15), (7, 7)])
def test_what_a_target_shows_that_has_failed_is_not_asked_for_long(budget, asked_for):
    class Failing(Slot):
        def live(self, run: Run) -> Live | None:
            budgets.append(run.budget)
            return self.shown

    budgets: list[float] = []
    slot = Failing("a", raises(PublishError("no")))
    several.publish([slot], RELEASE, replace(run(), budget=budget), silent)
    assert budgets == [asked_for]


def test_progress_says_which_target_it_is_of():
    heard = []
    slots = [Slot(name, lambda run: run.progress(1, 2, "files")) for name in "ab"]
    several.publish(slots, RELEASE, run(), lambda *state: heard.append(state))
    assert sorted(heard) == [("a", 1, 2, "files"), ("b", 1, 2, "files")]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (PublishError(f"no, {CANARY}", CANARY), PublishError),
        (PublishIncomplete(CANARY), PublishIncomplete),
        (LockHeld(CANARY), LockHeld),
        (OutputError(CANARY), OutputError),
        (UsageError(CANARY), UsageError),
        (ContentError(()), PublishError),
        (ZeroDivisionError(CANARY), PublishIncomplete),
        (SystemExit(CANARY), PublishIncomplete),
        (RecursionError(), PublishIncomplete),
    ],
)
def test_whatever_happens_at_one_target_is_its_outcome_and_tells_no_secret(error, kind):
    live = Live(release="before", built_at=NOW, files=1, size=1)
    slots = [Slot("a", raises(error), live=live), Slot("b")]
    first, second = several.publish(slots, RELEASE, run(), silent)
    assert first.error is not None
    assert type(first.error) is kind
    assert CANARY not in first.error.what + first.error.hint
    assert first.live == live
    assert second.value is not None
    assert second.value.notes == ("***",)


def test_a_target_that_the_system_gives_no_thread_fails_and_the_others_go_on(monkeypatch):
    class Refused(Thread):
        def start(self) -> None:
            if self.name == "a":
                raise RuntimeError("can't start new thread")
            super().start()

    monkeypatch.setattr(several, "Thread", Refused)
    ended: list[tuple[Outcome[Delivered], ...]] = []
    slots = [Slot("a"), Slot("b")]
    # Elsewhere, as it might wait for ever.
    work = Thread(target=lambda: ended.append(several.publish(slots, RELEASE, run(), silent)))
    work.daemon = True
    work.start()
    work.join(20)
    ((first, second),) = ended
    assert first.error is not None
    assert type(first.error) is PublishError
    assert first.error.what == "this machine lets statusgen do no more at once"
    assert second.value is not None


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ((), 0),
        ((None, None), 0),
        ((PublishError("x"),), 4),
        ((PublishError("x"), OutputError("x"), UsageError("x")), 4),
        ((PublishError("x"), LockHeld("x")), 4),
        ((PublishError("x"), None), 5),
        ((PublishIncomplete("x"),), 5),
        ((PublishIncomplete("x"), LockHeld("x")), 5),
        ((LockHeld("x"), LockHeld("x")), 75),
        ((LockHeld("x"), None), 75),
    ],
)
def test_the_exit_code_says_what_readers_see(errors: tuple[StatusgenError | None, ...], code):
    assert several.exit_code(errors) == code


class Purging:
    where = "the network"

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[str] = []
        self.error = error

    def purge(self, addresses: tuple[str, ...], run: Run) -> tuple[str, ...]:
        self.asked += addresses
        if self.error:
            raise self.error
        return ("one was not forgotten",)


def test_a_network_is_told_what_changed_and_never_fails_a_publish():
    purging = Purging()
    done = Fronted(Slot("a"), purging, "https://a.example/").publish(RELEASE, run())
    assert purging.asked == ["https://a.example/", "https://a.example/index.html"]
    assert done.notes == (CANARY, "one was not forgotten")
    broken = Fronted(Slot("a"), Purging(ValueError(CANARY)), "https://a.example/")
    assert broken.publish(RELEASE, run()).notes[1] == (
        "the network was not told what has changed (ValueError: ***)"
    )


def test_what_puts_a_changed_file_right_is_said_for_each_target():
    changed: tuple[Difference, ...] = (Difference(path="a.html", what="changed"),)
    far = Ssh(name="far", host="web1", path="/srv/status")
    behind = Fronted(far, Purging(), "https://a.example/")
    targets = (Slot("near"), far, behind, Slot("good"))
    outcomes = [Outcome(target=one, value=changed) for one in targets[:3]]
    said = saying.verified((*outcomes, Outcome(target=targets[3], value=()))).splitlines()
    left = "what it leaves, since its time was set back, delete there and publish again"
    assert said[-6:] == [
        "near: changed: a.html",
        "  hint: statusgen publish puts them right",
        "far: changed: a.html",
        f"  hint: statusgen publish puts them right; {left}",
        "far: changed: a.html",
        f"  hint: statusgen publish puts them right; {left}",
    ]


def test_what_is_left_of_a_budget_never_is_more_than_all_of_it():
    times = iter((0, 10, -3600, 70))
    deadline = Deadline(lambda: NOW + timedelta(seconds=next(times)), 60)
    assert [deadline.left() for _ in range(3)] == [50, 60, 0.1]


# --- What was told is remembered --------------------------------------------------------------


class Drawer:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.down = False
        self.looks = 0

    def read(self, name: str) -> bytes | None:
        self.looks += 1
        if self.down:
            raise PublishError("down")
        return self.files.get(name)

    def write(self, name: str, data: bytes) -> None:
        if self.down:
            raise PublishError("down")
        self.files[name] = data


def both(found: Sequence[bytes]) -> bytes:
    return b"+".join(sorted(set(found)))


def memories(*places: Memory) -> Memories:
    return Memories(places, merged=both)


def test_what_was_written_is_read_wherever_it_is():
    one, two = Drawer(), Drawer()
    assert memories(one, two).read("a") is None
    memories(one, two).write("a", b"1")
    one.down = True
    assert memories(one, two).read("a") == b"1"
    memories(one, two).write("a", b"2")
    one.down = False
    # The place that was down knows less, and may know what the other does not.
    assert memories(one, two).read("a") == memories(two, one).read("a") == b"1+2"


def test_a_memory_that_no_place_answers_for_is_an_error():
    drawer = Drawer()
    drawer.down = True
    with pytest.raises(PublishError):
        memories(drawer).read("a")
    with pytest.raises(PublishError):
        memories(drawer).write("a", b"")


def test_a_place_that_did_not_answer_is_not_waited_for_at_each_look():
    """Each may take as long as a host that is away does, once for each update and receiver."""
    up, away = Drawer(), Drawer()
    both_of_them = memories(away, up)
    both_of_them.write("a", b"1")
    away.down = True
    assert [both_of_them.read("a") for _ in range(5)] == [b"1"] * 5
    assert away.looks == 1
    # What is to be known is put down there all the same, as soon as that can be.
    away.down = False
    both_of_them.write("a", b"2")
    assert away.files["a"] == b"2"
    # Where no other answers it is asked again, and is the one to ask from then on.
    up.down = True
    assert both_of_them.read("a") == b"2"
    looks = up.looks
    assert both_of_them.read("a") == b"2"
    assert up.looks == looks


@pytest.mark.parametrize("down", [False, True])
def test_places_that_have_nothing_are_looked_at_once(down):
    """Where a host hangs, a second look would take as long as the first."""
    new, other = Drawer(), Drawer()
    other.down = down
    with nullcontext() if not down else pytest.raises(PublishError):
        assert memories(new, other).read("a") is None
    assert (new.looks, other.looks) == (1, 1)


def test_that_nothing_was_written_only_all_places_can_say():
    new, down = Drawer(), Drawer()
    down.down = True
    with pytest.raises(PublishError):
        memories(new, down).read("a")
    down.down = False
    assert memories(new, down).read("a") is None


def test_the_number_that_an_earlier_version_has_written_is_left_out():
    one, two = Drawer(), Drawer()
    one.files["a"], two.files["a"] = b"statusgen memory 17\n{}", b"{}"
    assert memories(one, two).read("a") == b"{}"


# --- A build as a release ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("site")
    (folder / "content/incidents").mkdir(parents=True)
    (folder / "content/maintenance").mkdir()
    (folder / "statusgen.yml").write_text(SITE)
    (folder / "content/incidents/slow.md").write_text(
        "---\ntitle: The website is slow\ncomponents: {web: degraded_performance}\n---\n\n"
        "## 2026-07-04 11:00 Investigating\nWe *look* at [it](https://a.example/).\n\n"
        "## 2026-07-04 11:30 Identified\nFound.\n\n## 2026-07-04 13:00 Resolved\nOver.\n"
    )
    return folder


@pytest.fixture(scope="module")
def released(site):
    out = site / "output"
    built = build(Options(site=site, now=NOW), out)
    return delivery.release(built, out), built, out


def test_a_release_names_the_newest_fifty_updates_and_says_whether_there_are_more(tmp_path):
    first = datetime(2026, 7, 4, 10, tzinfo=UTC)
    times = [first + timedelta(minutes=number) for number in range(51)]
    for kind in ("incidents", "maintenance"):
        (tmp_path / "content" / kind).mkdir(parents=True)
    (tmp_path / "statusgen.yml").write_text(SITE)
    (tmp_path / "content/incidents/slow.md").write_text(
        "---\ntitle: Slow\ncomponents: {web: degraded_performance}\n---\n"
        + "".join(f"\n## {at:%Y-%m-%d %H:%M}Z Update\nWe look.\n" for at in times)
    )
    out = tmp_path / "output"
    for now, older in ((times[49], False), (times[50], True)):
        found = delivery.release(build(Options(site=tmp_path, now=now, cache=False), out), out)
        assert [one.at for one in found.news] == times[times.index(now) - 49 :][:50][::-1]
        assert found.older is older


def test_the_feeds_of_a_release_are_what_readers_subscribe_to_and_nothing_else(released):
    assert {path.rpartition("/")[2] for path in released[0].feeds} == {
        *("feed.xml", "feed.atom", "feed.json"),
        *("history.rss", "history.atom"),
    }


def test_a_release_holds_every_file_of_the_build(released):
    release, built, out = released
    paths = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {file.path for file in release.files} == paths
    assert all(len(release.data(file)) == file.size for file in release.files)
    assert release.built_at == NOW
    assert release.valid_until == built.plan.status.valid_until
    assert release.url == "https://status.example/"


def test_every_file_comes_after_what_it_leads_to(released):
    stages = {file.path: file.stage for file in released[0].files}
    assert stages["incidents/slow/index.html"] == Stage.PAGES
    assert stages["history/index.html"] == Stage.HISTORY
    assert stages["components/web/index.html"] == Stage.HISTORY
    assert stages["feed.xml"] == stages["maintenance.ics"] == Stage.FEEDS
    assert stages["api/v2/status.json"] == stages["badge.svg"] == Stage.DATA
    assert stages["404.html"] == Stage.NOT_FOUND
    assert stages["index.html"] == Stage.INDEX
    assert {stage for path, stage in stages.items() if path.startswith("assets/")} == {Stage.ASSETS}
    # It has open pages ask for index.html again.
    assert max(stages, key=lambda path: stages[path]) == "build.json"


def test_the_headers_are_those_of_the_headers_file(released):
    release, _, out = released
    rules = header_rules((out / "_headers").read_text("utf-8"))
    for file in release.files:
        for _, fields in matching(rules, f"/{file.path}"):
            for name, value in fields:
                assert file.header(name) == value, (file.path, name)
        assert file.header("Content-Type")
        assert file.header("Cache-Control")
        assert list(file.headers) == sorted(file.headers)
    index = release.by_path()["index.html"]
    assert index.header("Content-Security-Policy").endswith("frame-ancestors 'none'")


def test_the_feeds_and_the_news_are_what_subscribers_get(released):
    release = released[0]
    assert "feed.xml" in release.feeds
    assert "history.atom" in release.feeds
    assert "components/web/feed.json" in release.feeds
    assert not any(path.endswith(".ics") for path in release.feeds)
    assert [(one.status, one.headline, one.text) for one in release.news] == [
        ("identified", "Identified: The website is slow", "Found."),
        (
            "investigating",
            "Investigating: The website is slow",
            "We look at it (https://a.example/).",
        ),
    ]
    items = json.loads(release.data(release.by_path()["feed.json"]))["items"]
    assert [one.id for one in release.news] == [item["id"] for item in items]


def texts_of_news(site: Path, path: str, entry: str) -> list[str]:
    """Build a site with this one entry, and return what its release says as news."""
    for kind in ("incidents", "maintenance"):
        (site / "content" / kind).mkdir(parents=True)
    (site / "statusgen.yml").write_text(SITE)
    (site / "content" / path).write_text(entry)
    out = site / "output"
    release = delivery.release(build(Options(site=site, now=NOW), out), out)
    return [one.text for one in release.news]


def test_the_news_of_planned_work_says_when_it_is(tmp_path):
    work = (
        "---\ntitle: Night work\ncomponents: [web]\nstarts: 2026-07-04 10:00\n"
        "ends: 2026-07-04 14:00\n---\n\n## 2026-07-01 09:00 Scheduled\nWe move.\n"
    )
    assert texts_of_news(tmp_path, "maintenance/night.md", work) == [
        "Planned for 4 July 2026, 10:00 – 14:00 UTC\n\nThe planned work has started.",
        "Planned for 4 July 2026, 10:00 – 14:00 UTC\n\nWe move.",
    ]


def test_the_news_say_when_there_will_be_more(tmp_path):
    report = (
        "---\ntitle: The website is slow\ncomponents: {web: degraded_performance}\n---\n\n"
        "## 2026-07-04 11:00 Investigating {next_update: 2026-07-04 11:30}\nWe look.\n"
    )
    assert texts_of_news(tmp_path, "incidents/slow.md", report) == [
        "We look.\n\nNext update by 4 July 2026, 11:30 UTC"
    ]


def test_a_release_names_links_in_the_language_of_the_site(released, tmp_path):
    (tmp_path / "content/incidents").mkdir(parents=True)
    (tmp_path / "content/maintenance").mkdir()
    (tmp_path / "statusgen.yml").write_text(f"{SITE}language: de\n")
    out = tmp_path / "output"
    german = delivery.release(build(Options(site=tmp_path, now=NOW), out), out)
    assert (released[0].more, german.more) == ("Read more", "Mehr lesen")


def test_of_folders_that_are_gone_only_those_are_named_whose_entries_are_on_the_page(
    site, released, tmp_path
):
    (tmp_path / "statusgen.yml").write_text(SITE)
    with pytest.raises(ContentError) as caught:
        delivery.build(Options(site=tmp_path, now=NOW), released[2])
    assert [one.where.path for one in caught.value.problems] == ["content/incidents"]


def test_a_folder_that_is_no_site_is_said_to_be_none_and_not_to_be_without_entries(tmp_path):
    for folder in ("incidents", "maintenance"):
        (tmp_path / "content" / folder).mkdir(parents=True)
    with pytest.raises(ContentError) as caught:
        delivery.build(Options(site=tmp_path, now=NOW), tmp_path / "output")
    assert [one.what.partition(",")[0] for one in caught.value.problems] == [
        "there is no statusgen.yml here"
    ]


def test_a_build_over_the_build_is_no_release_of_the_first(site, tmp_path):
    out = tmp_path / "output"
    built = build(Options(site=site, now=NOW), out)
    later = build(Options(site=site, now=NOW + timedelta(minutes=1)), out)
    with pytest.raises(LockHeld, match="another build has written to"):
        delivery.release(built, out)
    delivery.release(later, out)
    manifest = tmp_path / ".output.statusgen"
    begun = manifest.read_text().replace('"finished":true', '"finished":false')
    manifest.write_text(begun)
    with pytest.raises(LockHeld, match="is not finished"):
        delivery.release(later, out)
    manifest.write_text('{"version":1,"engine":"0.1","finished":true,"files":{}}')
    with pytest.raises(LockHeld, match="another build has written to"):
        delivery.release(later, out)
    manifest.write_text("{}")
    with pytest.raises(OutputError, match="cannot be read"):
        delivery.release(later, out)


# --- When the next run is due -----------------------------------------------------------------


def shown(*built_at: datetime | None):
    slots = tuple(
        Slot(str(number), live=Live(release="a", built_at=at, files=1, size=1) if at else None)
        for number, at in enumerate(built_at)
    )
    read = config("")
    return delivery.Hosts(config=read, words=None, targets=slots, every=slots)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ages", "due"),
    [
        ((4,), False),
        ((0, 4), False),
        ((5,), True),  # confirmed for five more minutes, and the next run comes in five
        ((4, 5), True),
        ((4, None), True),
        ((4, -2), False),
        ((4, -3), True),  # the second one says how it will be in three minutes
    ],
)
def test_a_scheduled_run_goes_by_the_oldest_page_that_is_live(site, ages, due):
    hosts = shown(*(None if age is None else NOW - timedelta(minutes=age) for age in ages))
    assert delivery.due(hosts, Options(site=site, now=NOW), run()).due is due


def test_a_scheduled_run_goes_by_the_time_until_which_the_page_is_right(site):
    hosts = shown(datetime(2026, 7, 4, 12, 58, tzinfo=UTC))
    before, after = (datetime(2026, 7, 4, *time, tzinfo=UTC) for time in ((12, 59), (13, 0)))
    asked = delivery.due(hosts, Options(site=site, now=before), run(lambda: before))
    assert (asked.valid_until, asked.due) == (after, False)
    assert delivery.due(hosts, Options(site=site, now=after), run(lambda: after)).due


def test_a_scheduled_run_publishes_where_the_files_or_a_target_do_not_answer(site, tmp_path):
    options = Options(site=tmp_path, now=NOW)
    assert delivery.due(shown(NOW), options, run()).due
    mute = shown(NOW)
    mute.targets[0].live = raises(PublishError("no"))
    assert delivery.due(mute, Options(site=site, now=NOW), run()).due


def test_a_scheduled_run_asks_no_target_that_never_tells_unless_it_is_the_only_one(site):
    def asked(*targets: Target) -> delivery.Due:
        hosts = replace(shown(), targets=targets, every=targets)
        return delivery.due(hosts, Options(site=site, now=NOW), run())

    program = Command(name="program", argv=("true", "{folder}"))
    fronted = Fronted(program, None, "https://status.example/")  # type: ignore[arg-type]
    folder = shown(NOW).targets[0]
    for mute in (program, fronted):
        found = asked(mute, folder)
        assert (found.due, [one.name for one in found.lives]) == (False, [folder.name])
        assert asked(mute).due


# --- When a watcher builds --------------------------------------------------------------------

HOUR = timedelta(hours=1)
TEN = timedelta(minutes=10)


def test_the_page_is_confirmed_well_before_its_promise_runs_out_and_built_when_it_changes():
    assert when.due(NOW, NOW + HOUR, TEN) == (NOW + TEN * 3 / 4, Reason.CONFIRM)
    for minutes in (2, 7.5):
        soon = NOW + timedelta(minutes=minutes)
        assert when.due(NOW, soon, TEN) == (soon, Reason.TIME)


def test_pauses_double_up_to_five_minutes_and_are_spread():
    trouble: Trouble | None = None
    pauses = []
    for _ in range(9):
        trouble = when.after_trouble(trouble, NOW, 0.5)
        pauses.append((trouble.again - NOW).total_seconds())
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    least, most = (when.after_trouble(None, NOW, chance).again - NOW for chance in (0, 1))
    assert (least.total_seconds(), most.total_seconds()) == (3.75, 6.25)
    assert when.after_trouble(Trouble(failures=10**6, again=NOW), NOW, 0.5).failures == 10**6 + 1


def test_a_target_that_does_not_answer_has_a_moment_and_every_sixth_time_all_its_time():
    trouble: Trouble | None = None
    budgets = []
    for _ in range(7):
        trouble = when.after_trouble(trouble, NOW, 0.5, timedelta(seconds=20))
        budgets.append(when.budget(trouble, 300))
    assert budgets == [20, 20, 20, 20, 20, 300, 20]
    assert when.budget(Trouble(failures=1, again=NOW, late=True), 10) == 10
    at_once = when.after_trouble(trouble, NOW, 0.5, timedelta(seconds=19))
    assert when.budget(at_once, 300) == 300


def test_a_target_that_does_not_answer_has_its_time_until_the_page_changes_by_itself():
    whole = Trouble(failures=6, again=NOW, late=True)
    assert [when.budget(whole, 300, left) for left in (400, 90, 5, -5)] == [300, 90, 20, 20]
    assert when.budget(whole, 10, 5) == 10
    assert when.budget(Trouble(failures=6, again=NOW), 300, 5) == 300


def test_nobody_is_waited_for_longer_than_for_the_slowest_of_those_that_kept_others_waiting():
    late, whole = (
        Trouble(failures=1, again=NOW, late=True),
        Trouble(failures=6, again=NOW, late=True),
    )
    at_once = Trouble(failures=6, again=NOW)
    for troubles, seconds in (
        ([], 0),
        ([at_once], 0),
        ([late, at_once], 20),
        ([late, whole, at_once], 300),
    ):
        assert when.patience(troubles, 300) == timedelta(seconds=seconds)
    assert when.patience([late, whole], 10) == timedelta(seconds=10)


@pytest.mark.parametrize(
    ("changed", "planned", "again", "expected"),
    [
        (False, None, None, Reason.START),
        (True, None, None, Reason.CHANGE),
        (False, 1, None, None),
        (False, 0, None, Reason.CONFIRM),
        (True, 1, 1, Reason.CHANGE),
        (False, 1, 0.1, None),
        (False, 1, 0, Reason.RETRY),
        (False, None, 0.1, None),
        (False, None, 0, Reason.RETRY),
    ],
)
def test_a_round_is_due_for_one_reason(changed, planned, again, expected):
    plan = None if planned is None else (NOW + planned * HOUR, Reason.CONFIRM)
    troubles = [] if again is None else [Trouble(failures=1, again=NOW + again * HOUR)]
    assert when.reason(NOW, changed=changed, planned=plan, troubles=troubles) is expected


def test_a_round_is_due_where_the_clock_was_set_back_behind_the_last_one():
    plan = (NOW + HOUR, Reason.TIME)
    for back, expected in ((0, None), (5, None), (6, Reason.CLOCK), (10**6, Reason.CLOCK)):
        last = NOW + timedelta(seconds=back)
        found = when.reason(NOW, changed=False, planned=plan, troubles=[], last=last)
        assert found is expected


def test_what_failed_is_tried_again_at_once_where_no_pause_is_that_long():
    for minutes, expected in ((6.25, None), (6.3, Reason.RETRY)):
        trouble = Trouble(failures=9, again=NOW + timedelta(minutes=minutes))
        found = when.reason(NOW, changed=False, planned=None, troubles=[trouble])
        assert found is expected


def test_a_nap_ends_with_what_is_due_first_and_is_never_long():
    plan = (NOW + timedelta(seconds=20), Reason.CONFIRM)
    trouble = Trouble(failures=1, again=NOW + timedelta(seconds=3))
    assert when.nap(NOW, plan, [trouble]) == timedelta(seconds=3)
    assert when.nap(NOW, plan, []) == timedelta(seconds=20)
    assert when.nap(NOW + HOUR, plan, []) == timedelta(0)
    assert when.nap(NOW, None, []) == when.nap(NOW - HOUR, plan, []) == when.LONGEST_NAP


def test_health_is_good_while_readers_see_a_page_that_is_right():
    good = Health(
        state="waiting", since=NOW, built_at=NOW, valid_until=NOW + HOUR, confirmed_until=NOW + TEN
    )
    assert good.ok(NOW)
    assert good.ok(NOW + TEN + timedelta(seconds=59))
    assert not good.ok(NOW + TEN + timedelta(minutes=1))
    assert not replace(good, problem="x").ok(NOW)
    assert not replace(good, state="stopped").ok(NOW)
    assert not replace(good, targets=(Site(name="a", where="b", problem="x"),)).ok(NOW)
    assert replace(good, origin={"branch_problem": None}).ok(NOW)
    assert not replace(good, origin={"branch_problem": "x"}).ok(NOW)
    assert not Health(state="starting", since=NOW).ok(NOW)
    assert not Health(state="building", since=NOW).ok(NOW)  # nothing is right yet
    assert replace(good, built_at=None, valid_until=None).ok(NOW)
    assert good.ok(NOW - timedelta(minutes=1))
    assert not good.ok(NOW - timedelta(seconds=61))  # such a page says of the future how it is
    facts = replace(good, targets=(Site(name="a", where="b", published_at=NOW),)).facts(NOW)
    assert facts["valid_until"] == "2026-07-04T13:00:00Z"
    assert facts["targets"]["a"]["last_published"] == "2026-07-04T12:00:00Z"  # type: ignore[index]


def test_the_line_of_progress_fits_and_moves_no_cursor():
    states = [("main", 3, 64, "assets\x1b[2J"), ("second", 7, 0, "")]
    assert saying.line(states, 80) == "main 3/64 assets\ufffd[2J  |  second 7"
    assert saying.line(states, 10) == "main 3/64…"
    assert saying.line([], 10) == ""


# --- What others may have written into our records ------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Statusgen-Carried: " + "[" * 100_000,
        "Statusgen-Carried: [1]",
        "Statusgen-Foreign: {}",
        "Statusgen-Foreign: 5",
        "Statusgen-Carried: x",
    ],
)
def test_a_commit_that_somebody_else_wrote_like_ours_is_not_ours(line):
    live = Live(release="a", built_at=datetime(2026, 1, 1, tzinfo=UTC), files=1, size=1)
    ours = Facts(live=live, carried=frozenset({"a\nb"})).message("Title")
    assert Facts.read(ours) == Facts(live=live, carried=frozenset({"a\nb"}))
    assert Facts.read(f"{ours}{line}\n") is None
    early = ours.replace("2026-01-01T00:00:00+00:00", "0001-01-01T00:00:00+14:00")
    assert Facts.read(early) is None


@pytest.mark.parametrize("attempts", ["1", "[" * 100_000])
def test_an_outbox_that_is_not_as_it_was_written_is_unreadable(attempts):
    waiting = (
        f'[{{"id":"a","receiver":"b","since":"0001-01-01T00:00:00+14:00","attempts":{attempts}}}]'
    )
    data = f'{{"version":1,"known":[],"waiting":{waiting},"gone":[],"feeds":{{}},"pings":{{}}}}'
    with pytest.raises(Unreadable):
        Outbox.from_bytes(data.encode())
