"""Whatever kills a run in the middle of telling, every update arrives, under one id."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from threading import Event

from tests.publish.asked import Answers, Asked, host

CHILD = """
import os, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statusgen.publish.release import News, Release
from statusgen.publish.target import Run
from statusgen.publish.tell import Tell, deliver
from statusgen.publish.tell.webhooks import Webhook

folder, url, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
NOW = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)

class Folder:
    def read(self, name):
        there = folder / name
        return there.read_bytes() if there.exists() else None

    def write(self, name, data):
        (folder / "new").write_bytes(data)
        os.replace(folder / "new", folder / name)

news = [
    News(id=f"https://status.example/incidents/a/#u{n}", at=NOW + timedelta(minutes=n), entry="a",
         status="update", headline=f"Update {n}", text="...")
    for n in range(count, 0, -1)
]
release = Release(folder=folder, url="https://status.example/", built_at=NOW, valid_until=NOW,
                  files=(), news=tuple(news[:20]), older=count > 20)
webhooks = tuple(
    Webhook(name=name, url=f"{url}/{name}", secret_env="S") for name in ("ops", "shops")
)
run = Run(clock=lambda: NOW, pause=lambda seconds: None, site=folder,
          environ={"S": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
          progress=lambda done, total, what: None)
sys.stdin.read(1)
notes = deliver(Tell(webhooks=webhooks), release, (), Folder(), run)
sys.exit("; ".join(notes) or 0)
"""


def start(folder: Path, url: str, count: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", CHILD, str(folder), url, str(count)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)


def test_every_update_arrives_under_one_id_whenever_a_run_is_killed(
    tmp_path: Path, often: Callable[[int], int]
):
    chance = random.Random(7)
    reached, turn = Event(), [0]

    def answer(asked: Asked) -> Answers:
        """Answer, and say when the request came at which the run is to be killed."""
        turn[0] -= 1
        if turn[0] == 0:
            reached.set()
        return Answers()

    killed = 0
    with host(answer) as hook:
        first = start(tmp_path, hook.url, 0)
        first.communicate(b"\n", timeout=60)
        assert first.returncode == 0
        rounds = often(20)
        for number in range(1, rounds + 1):
            reached.clear()
            # Each round brings two updates more, for each of two receivers: four requests at least.
            turn[0] = chance.randint(1, 4)
            child = start(tmp_path, hook.url, number * 2)
            assert child.stdin is not None
            child.stdin.write(b"\n")
            child.stdin.flush()
            assert reached.wait(60)
            # Before the answer is read, after it, or while the outbox is written.
            child.kill() if chance.random() < 0.5 else chance_to_go_on(child, chance)
            child.communicate(timeout=60)
            killed += child.returncode == -9
        last = start(tmp_path, hook.url, rounds * 2)
        _, words = last.communicate(b"\n", timeout=60)
        assert (last.returncode, words) == (0, b"")
        arrived: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for asked in hook.asked:
            arrived[asked.path, asked.json["data"]["url"]].add(asked.headers["webhook-id"])
        again = start(tmp_path, hook.url, rounds * 2)
        before = len(hook.asked)
        again.communicate(b"\n", timeout=60)
        assert len(hook.asked) == before
    wanted = {
        (f"/{name}", f"https://status.example/incidents/a/#u{number}")
        for name in ("ops", "shops")
        for number in range(1, rounds * 2 + 1)
    }
    assert arrived.keys() == wanted
    assert all(len(ids) == 1 for ids in arrived.values())
    assert len({id_ for ids in arrived.values() for id_ in ids}) == len(wanted)
    assert killed >= rounds // 4


def chance_to_go_on(child: subprocess.Popen[bytes], chance: random.Random) -> None:
    """Kill a moment later, if it has not ended by then."""
    try:
        child.wait(chance.random() * 0.01)
    except subprocess.TimeoutExpired:
        child.kill()
