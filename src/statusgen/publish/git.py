"""A branch that a host shows as a site, such as GitHub or GitLab Pages: one commit a release.

Nothing but that branch is touched: not the user's work tree, index or branches. What each commit
published is said in its own message, so that a branch needs no other record; whoever else commits
to the branch is not undone, but for files that are ours.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from statusgen import confirmation
from statusgen.errors import AnswerLost, LockHeld, Problem, PublishError, PublishIncomplete
from statusgen.frozen import frozen
from statusgen.located import Mapping as Keys
from statusgen.located import excerpt
from statusgen.parse.fields import Fields
from statusgen.publish import replacing
from statusgen.publish.facts import Facts
from statusgen.publish.redact import holds_secret, redacted
from statusgen.publish.release import Release
from statusgen.publish.repository import Repository, opened
from statusgen.publish.target import (
    Delivered,
    Difference,
    Live,
    Memory,
    Run,
    nothing_at,
    plain_name,
)

__all__ = ["Git", "make"]

_KEYS = ("type", "name", "cdn", "compress", "remote", "branch", "history", "author")
_AUTHOR = ("statusgen", "statusgen@localhost")
_NO_BLOBS = "blob:none"
_DEPTHS = (50, 2000)
"""How many commits are looked through, for one of ours or for the release before."""

_FILE = "100644"
_is_branch = re.compile(
    r"(?!.*(?:\.\.|//|/\.|\.lock(?:/|$)))[A-Za-z0-9_][\w./+-]*(?<![./])", re.ASCII
).fullmatch
# git leaves out blanks and such signs around a name, and refuses one of nothing else.
_is_author = re.compile(r"(?=[^<]*[^\s.,:;<>\"'\\])([^<>\x00-\x1f]+?)\s*<([^<>\s]+)>").fullmatch
_LATER = "the host of the branch shows it when it has built its pages, often after a minute"

Files = Mapping[str, tuple[str, str]]


def make(name: str, keys: Keys, problems: list[Problem]) -> Git | None:
    """Make a target from `remote`, `branch`, `history` and `author`; all may be left out."""
    before = len(problems)
    fields = Fields(keys, problems=problems, known=_KEYS, of="a target of type git")
    remote = fields.text("remote", example="origin") or "origin"
    branch = fields.text("branch", example="gh-pages") or "gh-pages"
    flat = fields.choice("history", {"keep": False, "flat": True}, noun="way to keep history")
    author = fields.line("author", example="Status page <status@shop.example>")
    if remote.startswith("-"):
        what = f"'{excerpt(remote)}' is neither a remote's name nor its address"
        fields.problem(fields.where("remote"), "wrong-value", what, "write remote: origin")
    if holds_secret(remote):
        what = "'remote' has a user, a password or a token in it"
        hint = "write the address alone, and let a credential helper or ssh log in"
        fields.problem(fields.where("remote"), "secret", what, hint)
    if not _is_branch(branch):
        what = f"'{excerpt(branch)}' cannot be a branch's name"
        fields.problem(fields.where("branch"), "wrong-value", what, "write branch: gh-pages")
    who = _is_author(author) if author else None
    if author and not who:
        what = f"'{excerpt(author)}' is not an author as git writes them"
        hint = "write it like: Status page <status@shop.example>"
        fields.problem(fields.where("author"), "wrong-value", what, hint)
    if len(problems) > before:
        return None
    return Git(
        name=name,
        remote=remote,
        branch=branch,
        flat=bool(flat),
        author=(who[1], who[2]) if who else _AUTHOR,
    )


@frozen
class _Tip:
    """The branch as it is: its newest commit, and the newest of ours; both "" for no branch."""

    commit: str = ""
    ours: str = ""
    facts: Facts | None = None


@frozen
class Git:
    """The target: a branch of a remote, which is a name in the site's repository or an address."""

    name: str
    remote: str
    branch: str
    flat: bool = False
    author: tuple[str, str] = _AUTHOR

    @property
    def where(self) -> str:
        """Name the branch and its remote, without a secret that stands in the address."""
        return f"branch {self.branch} of {redacted(self.remote, {})}"

    def publish(self, release: Release, run: Run) -> Delivered:
        """Push a commit with the release."""
        with opened(self.remote, run) as repository:
            tip = self._tip(repository)
            self._hold(tip)
            tree = repository.tree(tip.commit) if tip.commit else {}
            foreign, own = _parted(repository, tip, tree)
            same = tip.facts is not None and tip.facts.live.release == release.id
            if same and tip.facts and tip.commit == tip.ours:
                done = _confirmed(release, tip.facts, tree, run.clock())
                if not done.written or run.dry_run:
                    return replace(done, requests=repository.requests)
                left: Files = {}
            else:
                if tip.facts and not same:
                    replacing.hold_older(
                        release.built_at, tip.facts.live.built_at, run.clock(), self.where
                    )
                replacing.hold_deletes(own, release, run.max_deletes, self.where)
                left = replacing.carried(own, release.by_path())
            foreign = replacing.beside(foreign, release.by_path())
            blobs = {one.path: _blob(release.data(one)) for one in release.files}
            changed = [one for one in release.files if tree.get(one.path) != blobs[one.path]]
            gone = sorted(tree.keys() - blobs.keys() - left.keys() - foreign.keys())
            live = Live.of(release)
            done = Delivered(
                live=live,
                written=tuple(one.path for one in changed),
                deleted=tuple(gone),
                unchanged=len(blobs) - len(changed),
                sent=sum(one.size for one in changed),
                notes=(_LATER, *_left_alone(foreign)),
            )
            if run.dry_run:
                return replace(done, requests=repository.requests)
            repository.put_blobs(map(release.data, changed))
            new = {one.path: blobs[one.path] for one in changed}
            facts = Facts(
                live=live,
                carried=frozenset(left),
                foreign=frozenset(foreign),
                # Gone back to and said anew, it still comes after the same one.
                stands_for=tip.facts.stands_for if same and tip.facts else "",
            )
            run.progress(0, 1, f"{len(changed)} files")
            self._push(repository, run, tip, new, gone, facts, "Publish the status page")
            run.progress(1, 1, self.branch)
            return replace(done, requests=repository.requests)

    def live(self, run: Run) -> Live | None:
        """Say what the newest commit of ours published."""
        with opened(self.remote, run) as repository:
            tip = self._tip(repository, only="tree:0")
        return tip.facts.live if tip.facts else None

    def verify(self, run: Run) -> tuple[Difference, ...]:
        """Compare the branch with what was last pushed; the host's copy of it nobody can read."""
        with opened(self.remote, run) as repository:
            tip = self._tip(repository)
            if not tip.ours:
                raise nothing_at(self.where)
            if tip.ours == tip.commit:
                return ()
            now, then = repository.tree(tip.commit), repository.tree(tip.ours)
        found = [Difference(path=path, what="missing") for path in then.keys() - now.keys()]
        for path in now:
            if path not in then:
                found.append(Difference(path=path, what="foreign"))
            elif now[path] != then[path]:
                found.append(Difference(path=path, what="changed"))
        return tuple(sorted(found, key=lambda one: one.path))

    def rollback(self, run: Run) -> Delivered:
        """Push a commit with the files of the release before; nothing is forced."""
        with opened(self.remote, run) as repository:
            tip = self._tip(repository)
            found = self._before(repository, tip, tip.facts) if tip.facts else None
            if found is None:
                raise PublishError(
                    f"there is no release before the live one on {self.where}",
                    "publish another build instead",
                )
            commit, facts = found
            tree, then = repository.tree(tip.commit), repository.tree(commit)
            foreign, own = _parted(repository, tip, tree)
            old = {path: one for path, one in then.items() if path not in facts.foreign}
            left = replacing.carried(own, old)
            foreign = replacing.beside(foreign, old)
            new = {path: one for path, one in old.items() if tree.get(path) != one}
            gone = sorted(tree.keys() - old.keys() - left.keys() - foreign.keys())
            own_paths = old.keys() - facts.carried
            done = Delivered(
                live=facts.live,
                written=tuple(sorted(new)),
                deleted=tuple(gone),
                unchanged=len(own_paths - new.keys()),
                notes=(_LATER,),
            )
            if not run.dry_run:
                facts = Facts(
                    live=facts.live,
                    carried=facts.carried | left.keys(),
                    foreign=frozenset(foreign),
                    stands_for=facts.stands_for or commit,
                )
                title = "Go back to an earlier status page"
                self._push(repository, run, tip, new, gone, facts, title)
            return replace(done, requests=repository.requests)

    def memory(self, run: Run) -> Memory:
        """Keep private files in a ref of its own, which no host shows as a site."""
        return _Memory(target=self, run=run)

    @property
    def ref(self) -> str:
        """Name the branch in full."""
        return f"refs/heads/{self.branch}"

    def _tip(self, repository: Repository, only: str = _NO_BLOBS) -> _Tip:
        commit = repository.fetch(self.ref, depth=1, only=only)
        if not commit:
            return _Tip()
        for depth in (1, *_DEPTHS):
            # Somebody may have committed on top of ours: GitHub itself does, to add a CNAME.
            if depth > 1:
                commit = repository.fetch(self.ref, depth=depth, only=only) or commit
            for name, message in repository.history(commit):
                if facts := Facts.read(message):
                    return _Tip(commit=commit, ours=name, facts=facts)
        return _Tip(commit=commit)

    def _hold(self, tip: _Tip) -> None:
        """Raise PublishError for a branch that is not ours: it may hold somebody's work."""
        if tip.commit and not tip.ours:
            raise PublishError(
                f"{self.where} holds files that statusgen did not publish",
                "choose another branch in statusgen.yml; if nobody needs what is there, delete the"
                " branch first",
            )

    def _before(self, repository: Repository, tip: _Tip, now: Facts) -> tuple[str, Facts] | None:
        """Find the newest commit of ours with another release, from where the live one came."""
        for depth in _DEPTHS:
            newest = repository.fetch(self.ref, depth=depth, only=_NO_BLOBS)
            if newest != tip.commit:
                raise LockHeld(f"somebody else is publishing to {self.where}", "try again")
            passed = not now.stands_for
            for name, message in repository.history(newest):
                facts = Facts.read(message)
                if facts and passed and facts.live.release != now.live.release:
                    return name, facts
                passed = passed or name == now.stands_for
        return None

    def _push(
        self,
        repository: Repository,
        run: Run,
        tip: _Tip,
        new: Files,
        gone: list[str],
        facts: Facts,
        title: str,
    ) -> None:
        tree = repository.write_tree(tip.commit, new, gone)
        parent = "" if self.flat else tip.commit
        at = int(run.clock().timestamp())
        commit = repository.commit(tree, parent, facts.message(title), self.author, at)
        try:
            repository.push(self.ref, tip.commit, commit)
        except AnswerLost as lost:
            try:
                found = repository.fetch(self.ref, depth=1, only="tree:0")
            except PublishError as error:
                raise PublishIncomplete(
                    f"the connection broke while pushing to {self.where}: readers see either the"
                    " old release or the new one, each of them whole",
                    "publish again as soon as the host answers",
                ) from error
            if found != commit:
                raise PublishError(lost.what, lost.hint) from lost


def _parted(repository: Repository, tip: _Tip, tree: Files) -> tuple[Files, Files]:
    """Part the files of the branch: those of somebody else, and those of the live release."""
    if not tip.facts:
        return {}, {}
    then = tree if tip.ours == tip.commit else repository.tree(tip.ours)
    ours = then.keys() - tip.facts.foreign
    foreign = {path: one for path, one in tree.items() if path not in ours}
    own = {path: one for path, one in tree.items() if path in ours - tip.facts.carried}
    return foreign, own


def _blob(data: bytes) -> tuple[str, str]:
    """Name bytes as git does; no proof of anything."""
    named = hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False)
    return _FILE, named.hexdigest()


def _confirmed(release: Release, facts: Facts, tree: Files, now: datetime) -> Delivered:
    known = tree.get(confirmation.NAME)
    is_due = replacing.due(release, facts.live, now, lambda data: _blob(data) == known)
    return Delivered(
        live=replace(facts.live, built_at=release.built_at) if is_due else facts.live,
        written=(confirmation.NAME,) if is_due else (),
        deleted=tuple(sorted(facts.carried)) if is_due else (),
        unchanged=len(release.files) - is_due,
    )


def _left_alone(foreign: Files) -> tuple[str, ...]:
    if not foreign:
        return ()
    names = ", ".join(f"'{path}'" for path in sorted(foreign)[:3])
    more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
    return (f"left alone what somebody else put on the branch: {names}{more}",)


@frozen
class _Memory:
    target: Git
    run: Run

    def read(self, name: str) -> bytes | None:
        """Return what was written last under a name, None if nothing was."""
        plain = plain_name(name)
        with opened(self.target.remote, self.run) as repository:
            commit = repository.fetch(self._ref, depth=1)
            if not commit or plain not in repository.tree(commit):
                return None
            return repository.git("cat-file", "blob", f"{commit}:{plain}")

    def write(self, name: str, data: bytes) -> None:
        """Put a file down, whole."""
        plain = plain_name(name)
        with opened(self.target.remote, self.run) as repository:
            for last in (False, False, True):
                old = repository.fetch(self._ref, depth=1)
                repository.put_blobs([data])
                tree = repository.write_tree(old, {plain: _blob(data)}, [])
                at = int(self.run.clock().timestamp())
                new = repository.commit(tree, "", "Remember\n", self.target.author, at)
                try:
                    repository.push(self._ref, old, new)
                except LockHeld as error:
                    if last:
                        raise PublishError(error.what, error.hint) from error
                else:
                    return

    @property
    def _ref(self) -> str:
        return f"refs/statusgen/{self.target.branch}"
