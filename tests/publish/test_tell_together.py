"""Two runs that tell at the same time: what one of them has told, no later run tells again.

What the second run does stands where the first one waits: in what a receiver does before it
answers, or in a pause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from tests.publish.asked import NOW, Answers, Asked, Host, Time, host, run
from tests.publish.making import URL, release, site

from statusgen.publish.release import News, Release
from statusgen.publish.tell import Tell, deliver
from statusgen.publish.tell.webhooks import Webhook


class Notebook:
    """A memory in this process."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def write(self, name: str, data: bytes) -> None:
        self.files[name] = data


class Receiver:
    """What a host answers: `meanwhile` is done once, before the first answer, and `wrong` said."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], object] | None = None
        self.wrong: dict[str, int] = {}

    def __call__(self, asked: Asked) -> Answers:
        if do := self.meanwhile:
            self.meanwhile = None
            do()
        status = next((code for word, code in self.wrong.items() if word in str(asked.body)), 200)
        return Answers(status)


class Runs:
    """Runs at one memory that tell a chat, each of the page with these updates."""

    def __init__(self, folder, hook: Host, receiver: Receiver) -> None:
        self.folder = folder
        self.hook = hook
        self.receiver = receiver
        self.memory = Notebook()
        self.begun = Time(NOW)
        chat = Webhook(name="chat", url=f"{hook.url}/chat", form="slack")
        self.tell = Tell(webhooks=(chat,))

    def page(self, *numbers: int, feed: bytes = b"<rss/>") -> Release:
        news = [
            News(
                id=f"{URL}incidents/a/#u{number}",
                at=NOW + timedelta(minutes=number),
                entry="a",
                status="update",
                headline=f"Update {number}",
                text="...",
            )
            for number in sorted(numbers, reverse=True)
        ]
        files = {**site(1), "feed.xml": feed}
        return release(self.folder, files, built_at=self.begun.now, news=news)

    def at(
        self, *numbers: int, time: Time | None = None, tell: Tell | None = None
    ) -> tuple[str, ...]:
        # Each page is built a second later than the one before.
        self.begun.pause(1)
        return self.of(self.page(*numbers), time=time, tell=tell)

    def of(
        self, page: Release, *, time: Time | None = None, tell: Tell | None = None
    ) -> tuple[str, ...]:
        return deliver(tell or self.tell, page, (), self.memory, run(time or self.begun))

    @property
    def told(self) -> list[str]:
        return [one.json["text"].removeprefix("Update ") for one in self.hook.asked]


@pytest.fixture
def runs(tmp_path) -> Iterator[Runs]:
    receiver = Receiver()
    with host(receiver) as hook:
        found = Runs(tmp_path, hook, receiver)
        found.at()
        yield found


def test_what_another_run_has_told_meanwhile_is_told_by_no_third_one(runs):
    runs.receiver.meanwhile = lambda: runs.at(1, 2)
    assert runs.at(1) == ()
    # The first was on its way in both runs. That is known to neither.
    assert runs.told == ["1", "1", "2"]
    assert runs.at(1, 2) == ()
    assert runs.at(1, 2, 3) == ()
    assert runs.told == ["1", "1", "2", "3"]


def test_what_waits_since_another_run_could_not_tell_it_waits_on(runs):
    def meanwhile() -> None:
        runs.receiver.wrong = {"Update 2": 503}
        assert len(runs.at(1, 2)) == 1
        runs.receiver.wrong = {}

    runs.receiver.meanwhile = meanwhile
    assert runs.at(1) == ()
    runs.hook.asked.clear()
    assert runs.at(1, 2) == ()
    assert runs.told == ["2"]


def test_what_another_run_has_told_in_a_pause_is_not_told_again(runs):
    class Pause(Time):
        def pause(self, seconds: float) -> None:
            super().pause(seconds)
            runs.receiver.wrong = {}
            assert runs.at(1, 2) == ()
            runs.hook.asked.clear()

    runs.receiver.wrong = {"Update 1": 503}
    assert runs.at(1, time=Pause(runs.begun.now)) == ()
    assert runs.told == []


def test_what_another_run_has_told_while_an_earlier_receiver_hung_is_not_told_again(runs):
    pager = Webhook(name="pager", url=f"{runs.hook.url}/pager", form="slack")
    both = Tell(webhooks=(pager, *runs.tell.webhooks))

    def meanwhile() -> None:
        assert runs.at(1) == (
            "'pager' was never told of 1 update: statusgen.yml does not name it any more",
        )
        runs.receiver.wrong = {"Update 1": 503}

    runs.receiver.meanwhile = meanwhile
    runs.at(1, tell=both)
    assert [one.path for one in runs.hook.asked].count("/chat") == 1


def test_a_run_leaves_all_to_the_one_of_a_later_page(runs):
    """Else both would tell each receiver of the same, one update after the other."""
    runs.receiver.meanwhile = lambda: runs.at(1, 2, 3, 4)
    assert runs.at(1, 2, 3) == ()
    assert runs.told == ["1", "1", "2", "3", "4"]


def test_the_run_of_an_earlier_page_tells_nobody_and_takes_nothing_for_withdrawn(runs):
    earlier = runs.page(1)
    runs.receiver.wrong = {"Update 2": 503}
    assert len(runs.at(1, 2)) == 1
    runs.receiver.wrong = {}
    runs.hook.asked.clear()
    assert runs.of(earlier) == (
        "nobody is told by this run: another one has told of a page that was built later",
    )
    assert runs.told == []
    assert runs.at(1, 2) == ()
    assert runs.told == ["2"]


def test_a_page_of_a_time_that_is_still_to_come_keeps_nobody_from_being_told(runs):
    runs.begun.pause(86400)
    assert runs.at(1) == ()
    runs.begun.now = NOW
    assert runs.at(1, 2) == ()
    assert runs.told == ["1", "2"]


def test_a_run_leaves_to_another_one_what_that_one_has_put_down(runs):
    """It is on its way there at this moment, and would be told twice."""

    def meanwhile() -> None:
        runs.receiver.wrong = {"Update 2": 503}
        runs.at(1, 2)
        runs.receiver.wrong = {}
        runs.hook.asked.clear()

    runs.receiver.meanwhile = meanwhile
    runs.at(1)
    assert runs.told == []


def test_a_receiver_that_has_left_another_run_meanwhile_is_told_no_more(runs):
    def meanwhile() -> None:
        runs.receiver.wrong = {"Update": 410}
        assert len(runs.at(1, 2)) == 1
        runs.receiver.wrong = {}
        runs.hook.asked.clear()

    runs.receiver.meanwhile = meanwhile
    runs.at(1)
    runs.at(1, 2, 3)
    assert runs.told == []


def test_what_the_page_has_withdrawn_meanwhile_is_not_told_by_the_run_of_an_older_page(runs):
    runs.receiver.meanwhile = lambda: runs.at(1)
    runs.at(1, 2)
    assert runs.told == ["1", "1"]
    assert runs.at(1, 2) == ()
    assert runs.told == ["1", "1", "2"]


def test_what_another_run_could_not_put_down_is_put_down_at_the_next_chance(runs):
    """Both have read before either has written: what was written first is gone for that moment."""
    lost: list[bytes] = []

    def meanwhile() -> None:
        lost.append(runs.memory.files["outbox.json"])
        runs.memory.files["outbox.json"] = before
        runs.of(earlier)

    earlier = runs.page(1)
    before = runs.memory.files["outbox.json"]
    runs.receiver.meanwhile = meanwhile
    runs.at(1, 2)
    assert lost
    assert runs.told == ["1", "1", "2"]
    assert runs.at(1, 2) == ()
    assert runs.told == ["1", "1", "2"]


def test_a_hub_that_another_run_has_told_meanwhile_is_told_by_no_third_one(runs):
    runs.tell = Tell(hubs=(f"{runs.hook.url}/hub",))
    page = runs.page
    runs.page = lambda *numbers: page(*numbers, feed=b"<rss>%d</rss>" % len(numbers))
    runs.receiver.meanwhile = lambda: runs.at(1, 2)
    runs.at(1)
    runs.hook.asked.clear()
    assert runs.at(1, 2) == ()
    assert runs.hook.asked == []
