"""Questions on a terminal, for whoever does not know the options by heart at two in the morning.

Each asks for one thing, in plain words, with what is most likely in [brackets]. Nothing here reads
or writes a file; what an answer means is `scaffold`'s business. Ctrl-C at any of them ends the
command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from statusgen.cli import keyboard
from statusgen.errors import UsageError
from statusgen.model import Incident, Maintenance, State, UpdateStatus

if TYPE_CHECKING:
    from statusgen.parse.prepared import Prepared
    from statusgen.scaffold.choosing import Deed
    from statusgen.scaffold.desk import Desk
    from statusgen.scaffold.wishes import Wishes

__all__ = ["Questions"]

T = TypeVar("T", bound=str | tuple[str, ...])

_HIT = (State.DEGRADED_PERFORMANCE, State.PARTIAL_OUTAGE, State.MAJOR_OUTAGE)
_MEANS = {
    UpdateStatus.INVESTIGATING: "we know that something is wrong, and not yet why",
    UpdateStatus.IDENTIFIED: "we know why",
    UpdateStatus.MONITORING: "we think that it is over, and keep watching",
    UpdateStatus.RESOLVED: "it is over",
    UpdateStatus.UPDATE: "there is news, and the rest stays as it was",
    UpdateStatus.IN_PROGRESS: "the work has begun",
    UpdateStatus.VERIFYING: "the work is done and being tested",
    UpdateStatus.COMPLETED: "the work is over",
}
_CLOSING = (UpdateStatus.RESOLVED, UpdateStatus.COMPLETED, UpdateStatus.POSTMORTEM)
_TEXT = "What do customers need to know now? (An empty line ends the text)"
_LOOKING_BACK = "What happened, and what do you change? (An empty line ends the text)"
_DO = {"postmortem": "look back on"}
_MARK = re.compile(r"\A\s*[-*+•–](?:\s+|\Z)")
_NEEDED = "This needs an answer. To leave without writing anything, press Ctrl-C."
_PROMISE = "When will you write again? Such as 30m, 2h or 14:30; - for no promise"


class Questions:
    """The questions about one site; what was said already is not asked."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.words = desk.words

    # --- What is asked ------------------------------------------------------------------------

    def entry(self, deed: Deed, found: Sequence[Incident | Maintenance]) -> Incident | Maintenance:
        """Ask which of the entries is meant."""
        from statusgen.scaffold.choosing import unread

        if broken := unread(self.desk, deed):
            click.echo(f"{broken} and cannot be offered; to see them, call: statusgen check")
        rows = [f"{entry.title} ({entry.id})" for entry in found]
        return found[
            _number(f"Which one do you want to {_DO.get(deed.value, deed.value)}?", rows, 1)
        ]

    def template(self, known: Sequence[Prepared], *, maintenance: bool) -> Prepared | None:
        """Ask for a text to begin with, if any is known."""
        from statusgen.scaffold.templates import broken
        from statusgen.words.terminal import printable

        for name in map(printable, broken(self.desk)):
            call = f"statusgen new {'maintenance' if maintenance else 'incident'} --template {name}"
            what = f"'{name}' in templates/ has mistakes and is not offered"
            click.echo(f"{what}; to see them, call: {call}")
        if not known:
            return None
        rows = ["Something else: begin with an empty page"]
        rows += [f"{one.about or one.name} ({one.name})" for one in known]
        number = _number("What is it about?", rows, 1)
        return known[number - 1] if number else None

    def status(self, wishes: Wishes, entry: Incident | Maintenance, deed: Deed) -> Wishes:
        """Ask how far they are, where the command does not say that itself."""
        from statusgen.scaffold.choosing import Deed, open_statuses

        if wishes.status is not None or deed is not Deed.UPDATE:
            return wishes
        statuses = open_statuses(maintenance=isinstance(entry, Maintenance))
        return replace(wishes, status=self._status(statuses))

    def blanks(self, asked: Sequence[tuple[str, str]], wishes: Wishes) -> dict[str, str]:
        """Ask for the blanks of prepared texts, each given with its question."""
        from statusgen.scaffold.templates import filled
        from statusgen.scaffold.trying import refusals

        values: dict[str, str] = {}
        # Where what was prepared cannot be taken itself, no value is to be blamed.
        fine = not refusals(self.desk, wishes)
        for name, question in asked:

            def with_value(value: str, name: str = name) -> Wishes:
                return filled(wishes, {**values, name: value})

            ask = partial(_line, question)
            values[name] = self._taken(ask, with_value) if fine else ask()
        return values

    def new(self, wishes: Wishes, *, maintenance: bool) -> Wishes:
        """Ask for all that a new entry needs or is better with."""
        if not wishes.title:
            question = "What is planned, and what does it affect?"
            question = question if maintenance else "What does not work, and where?"
            wishes = self._wish(wishes, "title", lambda: _line(question))
        if maintenance:
            wishes = self._window(wishes)
        if wishes.states is None:
            wishes = replace(wishes, states=self._hit(maintenance=maintenance))
        if wishes.status is None and not maintenance:
            found = (UpdateStatus.INVESTIGATING, UpdateStatus.IDENTIFIED)
            wishes = replace(wishes, status=self._status(found))
        if wishes.still_works is None:
            question = "What still works? (One thing on each line, an empty line goes on)"
            wishes = self._wish(wishes, "still_works", lambda: _things(question))
        if wishes.what_to_do is None:
            question = "What should customers do, or do instead? (Enter to leave it out)"
            wishes = self._wish(wishes, "what_to_do", lambda: _line(question, needed=False))
        if wishes.data_safe is None and not maintenance:
            question = "Is their data safe? One sentence. (Enter to leave it out)"
            wishes = self._wish(wishes, "data_safe", lambda: _line(question, needed=False))
        if not wishes.text:
            wishes = self._wish(wishes, "text", lambda: _text(_TEXT))
        return wishes if maintenance else self._promise(wishes, "30m")

    def update(self, wishes: Wishes, entry: Incident | Maintenance, deed: Deed) -> Wishes:
        """Ask for all that an update needs or is better with; a last one needs only its text."""
        from statusgen.scaffold.choosing import Deed, is_over

        goes_on = deed is Deed.UPDATE and wishes.status not in _CLOSING
        if wishes.status is UpdateStatus.UPDATE and is_over(self.desk, entry):
            goes_on = False  # it stays over, where nothing gets worse and nothing is promised
        if wishes.states is None and goes_on:
            wishes = replace(wishes, states=self._changed(entry))
        if not wishes.text:
            question = _LOOKING_BACK if deed is Deed.POSTMORTEM else _TEXT
            wishes = self._wish(wishes, "text", lambda: _text(question))
        ask = goes_on and isinstance(entry, Incident)
        return self._promise(wishes, "1h") if ask else wishes

    def publish(self, shown: str) -> bool:
        """Show what readers will see, and ask whether to go on."""
        click.echo(f"\n{shown}")
        click.echo("With yes it is written to the file, where you can still change every word.")
        click.echo("It is public when the file is committed and built. With no it is lost.")
        keyboard.forget()  # what was typed before that agrees to nothing
        while True:
            answer = _line("Publish this? yes/no", "no").lower()
            if answer in ("yes", "y", "no", "n"):
                return answer.startswith("y")
            click.echo("Answer with yes or no; Enter is no.")

    # --- How --------------------------------------------------------------------------------

    def _wish(self, wishes: Wishes, name: str, ask: Callable[[], Any]) -> Wishes:
        """Ask for a text; what else is wished for cannot make it wrong."""
        from statusgen.scaffold.wishes import Wishes as Bare

        answer = self._taken(ask, lambda found: Bare(**{name: found}))
        return replace(wishes, **{name: answer})

    def _taken(self, ask: Callable[[], T], wished: Callable[[T], Wishes]) -> T:
        """Ask until what is wished with the answer can be taken; say what is wrong with it.

        Refused only when it is to be written, it would take all other answers with it.
        """
        from statusgen.scaffold.trying import refusals, unfilled
        from statusgen.words.terminal import printable

        while True:
            answer = ask()
            wrong = unfilled(answer) or refusals(self.desk, wished(answer))
            if not wrong:
                return answer
            for sentence in wrong:
                click.echo(printable(sentence))

    def _window(self, wishes: Wishes) -> Wishes:
        from statusgen.scaffold.times import later, starting

        zone, now = self.desk.zone, self.desk.now
        example = f"tomorrow 23:00, saturday 22:00 or {now.astimezone(zone):%Y-%m-%d} 23:00"
        starts = wishes.starts or _until(
            lambda: _line(f"When does it start? Such as {example}"),
            lambda text: starting(text, now=now, zone=zone, of="the start"),
        )
        begins = starting(starts, now=now, zone=zone, of="--starts")
        ends = wishes.ends or _until(
            lambda: _line("When does it end? Such as 05:00, 6h or a date and a time"),
            lambda text: later(text, after=begins, zone=zone, of="the end", now=now),
        )
        later(ends, after=begins, zone=zone, of="--ends", now=now)
        return replace(wishes, starts=starts, ends=ends)

    def _hit(self, *, maintenance: bool) -> tuple[tuple[str, State], ...]:
        names = [one.name for one in self.desk.components]
        found = _numbers("Which services are hit? Numbers such as 1 3; Enter for none", names)
        chosen = [self.desk.components[number] for number in found]
        if maintenance:
            return tuple((one.id, State.UNDER_MAINTENANCE) for one in chosen)
        return tuple((one.id, self._state(one.name, _HIT, 2)) for one in chosen)

    def _changed(self, entry: Incident | Maintenance) -> tuple[tuple[str, State], ...]:
        held = dict(entry.states)
        for update in entry.updates:
            held.update(update.states)
        rest = [one.id for one in self.desk.components if one.id not in held]
        by_id = {one.id: one for one in self.desk.config.components}
        listed = [by_id[name] for name in (*held, *rest)]
        question = "Has a service become better or worse? Numbers; Enter for no"
        found = _numbers(question, [one.name for one in listed])
        every = (State.OPERATIONAL, *_HIT)
        # One Enter too many says nothing new, and never that a service works.
        numbers: dict[State | None, int] = {one: every.index(one) + 1 for one in _HIT}
        chosen = [(listed[number], held.get(listed[number].id)) for number in found]
        return tuple(
            (one.id, self._state(one.name, every, numbers.get(state))) for one, state in chosen
        )

    def _state(self, name: str, states: Sequence[State], default: int | None) -> State:
        rows = [self.words.state(state) for state in states]
        return states[_number(f"How is it now: {name}?", rows, default)]

    def _status(self, statuses: Sequence[UpdateStatus]) -> UpdateStatus:
        rows = [f"{self.words.status(one)}: {_MEANS[one]}" for one in statuses]
        return statuses[_number("How far are you?", rows, 1)]

    def _promise(self, wishes: Wishes, default: str) -> Wishes:
        from statusgen.scaffold.times import on_the_day, promised

        if wishes.next_update is not None:
            return wishes
        zone, now = self.desk.zone, self.desk.now
        at = on_the_day(wishes.at, now=now, zone=zone, of="--at") if wishes.at else now
        given = _until(
            lambda: _line(_PROMISE, default),
            lambda text: (
                text == "-" or promised(text, at=at, zone=zone, of="the next update", now=now)
            ),
        )
        return replace(wishes, next_update="" if given == "-" else given)


def _line(question: str, default: str = "", *, needed: bool = True) -> str:
    """Ask until there is an answer, if one is needed."""
    from statusgen.words.terminal import printable

    while True:
        shown = f"{printable(question)} [{default}]" if default else printable(question)
        found = keyboard.line(shown)
        answer = found.strip() or default
        if answer or not needed:
            return answer
        click.echo(_NEEDED)


def _things(question: str) -> tuple[str, ...]:
    """Ask for things, one on each line. A mark before one would make it a list in the list."""
    found = (_MARK.sub("", line) for line in keyboard.lines(question))
    return tuple(one for one in found if one)


def _text(question: str) -> str:
    while True:
        found = "\n".join(keyboard.lines(question))
        if found:
            return found
        click.echo(_NEEDED)


def _number(question: str, rows: Sequence[str], default: int | None) -> int:
    """Ask for one of the rows; return its index. `default` is the number as it is shown, if any."""
    _list(rows)
    while True:
        answer = _line(question, str(default or ""))
        if answer.isdecimal() and 1 <= int(answer) <= len(rows):
            return int(answer) - 1
        click.echo(f"Give a number from 1 to {len(rows)}.")


def _numbers(question: str, rows: Sequence[str]) -> list[int]:
    _list(rows)
    while True:
        parts = _line(question, needed=False).replace(",", " ").split()
        if all(part.isdecimal() and 1 <= int(part) <= len(rows) for part in parts):
            return list(dict.fromkeys(int(part) - 1 for part in parts))
        click.echo(f"Give numbers from 1 to {len(rows)}, with blanks between them.")


def _list(rows: Sequence[str]) -> None:
    from statusgen.words.terminal import printable

    click.echo()
    for number, row in enumerate(rows, 1):
        click.echo(f"{number:>4}  {printable(row)}")


def _until(ask: Callable[[], str], fits: Callable[[str], object]) -> str:
    """Ask until the answer can be understood; say what is wrong with one that cannot."""
    while True:
        answer = ask()
        try:
            fits(answer)
        except UsageError as error:
            click.echo(f"{error.what[:1].upper()}{error.what[1:]}: {error.hint}.")
        else:
            return answer
