"""Every word, number and time that a reader sees, in the site's language and zone.

Messages come from one catalogue per language (`languages` lists them); dates, times, numbers and
plurals from Babel. Pure apart from the data files that Babel ships, which `Words.of` has read when
it returns. Knows no page and no HTML, and never asks for the time.

Sentences are in the language of the catalogue, and so are the lists and durations inside them;
dates, times and numbers follow the site's own tag. So an en-GB and an en-US site share a catalogue,
and a da site, for which there is none yet, has Danish dates all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from statusgen.fingerprint import fingerprint
from statusgen.model import Config, Impact, State, UpdateStatus
from statusgen.words.catalogue import catalogue, isolated, languages, spelling
from statusgen.words.dates import format_date, format_skeleton, format_time
from statusgen.words.durations import written_out
from statusgen.words.locales import as_said, find, glue
from statusgen.words.zones import city, zone_text

__all__ = ["Words", "known", "languages"]

# British English writes no comma behind the weekday; CLDR 47's long form has one.
_WEEKDAY_PATTERNS: Final = {"en_GB": "EEEE d MMMM y"}

_TIME: Final = "\ue000"
"""Stands for the time of day, in a letter of no language."""
_MINUTE: Final = timedelta(minutes=1)


def known(language: str) -> bool:
    """Tell whether Babel knows the language tag (BCP 47, as in `<html lang>`: "en-GB", "pt-BR")."""
    return find(language) is not None


class Words:
    """The words of one site. Holds nothing but text and memos: share it, copy it, fork with it.

    `language` is the tag as the site gives it, `direction` is "ltr" or "rtl", and `zone` is what
    people call the site's zone ("London time", "UTC"). `fingerprint` names all that the texts
    depend on, but for the versions of Babel and tzdata. Instants may be in any zone and are printed
    in the site's; a naive datetime raises ValueError. Every text is plain, not HTML.
    """

    __slots__ = (
        "_around",
        "_aside",
        "_clocks",
        "_days",
        "_durations",
        "_glue",
        "_impacts",
        "_locale",
        "_messages",
        "_months",
        "_numbers",
        "_own",
        "_prose",
        "_short_days",
        "_states",
        "_statuses",
        "_weekday_days",
        "_zone",
        "_zoned_clocks",
        "direction",
        "fingerprint",
        "language",
        "zone",
    )

    def __init__(
        self,
        *,
        language: str,
        zone: ZoneInfo,
        states: Sequence[tuple[State, str]] = (),
        statuses: Sequence[tuple[UpdateStatus, str]] = (),
    ) -> None:
        locale = find(language)
        if locale is None:
            raise ValueError(f"{language!r} is not a language that Babel knows")
        words = catalogue(locale.language, locale.territory)
        self.language: Final = language
        self.direction: Final = locale.text_direction
        self._zone: Final = zone
        self._locale: Final = locale
        self._own: Final = (tuple(states), tuple(statuses))
        own = locale.language == words.language
        self._prose: Final = locale if own else _prose(words.language)
        self._aside: Final = self.direction == "rtl" and not own
        self._messages: Final = isolated(words) if self._aside else words.messages
        self._glue: Final = glue(locale)
        self._around: Final[dict[int, list[str]]] = {}
        self._clocks: Final[dict[tuple[int, int], str]] = {}
        self._days: Final[dict[date, str]] = {}
        self._short_days: Final[dict[date, str]] = {}
        self._weekday_days: Final[dict[date, str]] = {}
        self._durations: Final[dict[timedelta, str]] = {}
        self._months: Final[dict[tuple[int, int], str]] = {}
        self._numbers: Final[dict[int | Decimal, str]] = {}
        self._zoned_clocks: Final[dict[timedelta | None, tuple[str, dict[int, str]]]] = {}
        self._states: Final = {one: self.say(f"state.{one.word}") for one in State}
        self._states.update(states)
        self._statuses: Final = {one: self.say(f"status.{one.value}") for one in UpdateStatus}
        self._statuses.update(statuses)
        self.zone: Final = self._zone_name()
        self.fingerprint: Final = fingerprint(language, zone.key, *self._own, words.digest)
        self._impacts: Final = {one: self.say(f"impact.{one.word}") for one in Impact}

    @classmethod
    def of(cls, config: Config) -> Words:
        """Make the words of a site, and read now what Babel would open files for later."""
        words = cls(
            language=config.language,
            zone=config.zone,
            states=config.states,
            statuses=config.statuses,
        )
        words._read_ahead()
        return words

    def __reduce__(self) -> tuple[Callable[..., Words], tuple[object, ...]]:
        # Another process gets what the words are made from, not 160 KB of Babel's data and memos.
        return _again, (self.language, self._zone, *self._own)

    @property
    def spoken(self) -> str:
        """The language of the messages: "de" for de-AT, and "en" where there is no catalogue."""
        return self._prose.language

    def spelt(self, text: str) -> str:
        """Spell a text in the language of the messages as it is done in the site's territory."""
        return text.translate(spelling(self.spoken, self._locale.territory))

    # --- Messages ----------------------------------------------------------------------------

    def has(self, key: str) -> bool:
        """Tell whether the catalogue has a message of that name."""
        return key in self._messages

    def say(self, key: str, /, **values: object) -> str:
        """Say the message `key` with its places filled; whole numbers are written as readers do.

        A message with plural forms chooses by the value named `count`. A key that does not exist
        (KeyError), or values other than those that the message has places for (TypeError), are bugs
        of the caller.
        """
        message = self._messages[key]
        if values.keys() != message.places:
            wanted = ", ".join(sorted(message.places)) or "none"
            given = ", ".join(sorted(values)) or "none"
            raise TypeError(f"the places of {key!r} are: {wanted}; given were: {given}")
        text = message.text
        if text is None:
            count = values["count"]
            if not isinstance(count, int | Decimal):
                raise TypeError(f"{key!r} chooses its form by a number, not {count!r}")
            text = message.forms[self._prose.plural_form(count)]
        if not values:
            return text
        for name, value in values.items():
            if type(value) is not str:
                values[name] = self._shown(value)
        return text.format_map(values)

    def pieces(self, key: str, names: Sequence[str]) -> tuple[str | int, ...] | None:
        """Take a message apart, as `Message.pieces` does; None for a key that does not exist."""
        message = self._messages.get(key)
        return None if message is None else message.pieces(names)

    def _shown(self, value: object) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return self.number(value)
        raise TypeError(f"{value!r} must be put into words before a message can say it")

    def state(self, state: State) -> str:
        """Name a state: the site's own word for it, else the catalogue's."""
        return self._states[state]

    def status(self, status: UpdateStatus) -> str:
        """Name an update's status: the site's own word for it, else the catalogue's."""
        return self._statuses[status]

    def impact(self, impact: Impact) -> str:
        """Name how bad an incident is."""
        return self._impacts[impact]

    # --- Instants ----------------------------------------------------------------------------

    def moment(self, at: datetime) -> str:
        """Write an instant whole: "21 April 2025, 08:40 BST"."""
        local = self._local(at)
        day = local.toordinal()
        around = self._around.get(day)
        if around is None:
            whole = self._glue.format(_TIME, self.day(local.date()))
            around = self._around[day] = whole.split(_TIME)
        return self._zoned(local).join(around)

    def time(self, at: datetime) -> str:
        """Write the time of day with its zone: "08:40 BST"."""
        return self._zoned(self._local(at))

    def clock(self, at: datetime) -> str:
        """Write the time of day alone, for where the zone stands beside it: "08:40"."""
        return self._clock(self._local(at))

    def span(self, start: datetime, end: datetime) -> str:
        """Write a stretch of time: "21 April 2025, 22:00 – 23:30 BST".

        The day is said again only if it changes; the zone stands at the end, and at both ends when
        the clocks change in between.
        """
        first, last = self._local(start), self._local(end)
        changes = first.utcoffset() != last.utcoffset()
        opening = self._glue.format(
            self._zoned(first) if changes else self._clock(first), self.day(first.date())
        )
        closing = self._zoned(last)
        if first.date() != last.date():
            closing = self._glue.format(closing, self.day(last.date()))
        return self.say("time.span", start=opening, end=closing)

    def _zone_name(self) -> str:
        place = city(self._zone, self._locale)
        if place is not None:
            return self.say("time.zone", city=place)
        return zone_text(self._zone, _offset(datetime(2025, 1, 1, tzinfo=self._zone)), self._locale)

    def _local(self, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError(f"{at!r} has no zone")
        return at.astimezone(self._zone)

    def _clock(self, local: datetime) -> str:
        key = (local.hour, local.minute)
        text = self._clocks.get(key)
        if text is None:
            text = format_time(time(*key), "short", locale=self._locale)
            text = self._clocks[key] = text.replace(" ", "\u00a0")
        return text

    def _zoned(self, local: datetime) -> str:
        offset = self._zone.utcoffset(local)
        zoned = self._zoned_clocks.get(offset)
        if zoned is None:
            zone = zone_text(self._zone, _offset(local), self._locale)
            zoned = self._zoned_clocks[offset] = zone, {}
        zone, texts = zoned
        minute = local.hour * 60 + local.minute
        text = texts.get(minute)
        if text is None:
            text = texts[minute] = f"{self._clock(local)} {zone}"
        return text

    # --- Days --------------------------------------------------------------------------------

    def day(self, day: date) -> str:
        """Write a day: "21 April 2025"."""
        text = self._days.get(day)
        if text is None:
            text = format_date(day, "long", locale=self._locale)
            text = self._days[day] = as_said(text, day, self._locale)
        return text

    def short_day(self, day: date) -> str:
        """Write a day where the year is plain: "21 Apr"."""
        text = self._short_days.get(day)
        if text is None:
            text = format_skeleton("MMMd", day, locale=self._locale)
            text = self._short_days[day] = as_said(text, day, self._locale)
        return text

    def weekday_day(self, day: date) -> str:
        """Write a day with its weekday: "Monday 21 April 2025"."""
        text = self._weekday_days.get(day)
        if text is None:
            pattern = _WEEKDAY_PATTERNS.get(str(self._locale), "full")
            text = format_date(day, pattern, locale=self._locale)
            text = self._weekday_days[day] = as_said(text, day, self._locale)
        return text

    def month(self, year: int, month: int) -> str:
        """Write a month as a heading: "April 2025", "Avril 2025"."""
        text = self._months.get((year, month))
        if text is None:
            text = format_skeleton("yMMMM", date(year, month, 1), locale=self._locale)
            # Many languages write their months small, but for the first word of a text.
            text = self._months[year, month] = text[:1].title() + text[1:]
        return text

    def year(self, year: int) -> str:
        """Write a year, which is no ordinary number: "2025"."""
        return format_skeleton("y", date(year, 1, 1), locale=self._locale)

    # --- Amounts -----------------------------------------------------------------------------

    def duration(self, length: timedelta) -> str:
        """Write how long something took, in the two largest units: "3 hours 25 minutes".

        Rounded to the nearest of the smaller unit, halves up; under a minute it is "less than a
        minute". Raises ValueError for a negative length.
        """
        text = self._durations.get(length)
        if text is None:
            text = self._duration(length)
            text = self._durations[length] = f"\u2066{text}\u2069" if self._aside else text
        return text

    def minutes(self, length: timedelta) -> str:
        """Write a length in minutes, for sums that readers check: "1,440 minutes", "3.9 minutes".

        Whole seconds weighed by tenths are exact in thousandths of a minute; all else is rounded
        down to one.
        """
        whole, rest = divmod(length, _MINUTE)
        thousandths = rest // (_MINUTE / 1000)
        count = whole + Decimal(thousandths).scaleb(-3) if thousandths else whole
        return self.say("time.minutes", count=count)

    def _duration(self, length: timedelta) -> str:
        if timedelta() <= length < _MINUTE:
            return self.say("time.under_a_minute")
        return written_out(length, self._prose)

    def listed(self, items: Sequence[str]) -> str:
        """Join items as a sentence does: "a, b and c"; nothing for no items."""
        return format_list(items, locale=self._prose)

    def percent(self, share: Fraction | int) -> str:
        """Write a share from 0 to 1, rounded down to two decimals: "99.99%"; whole, "30%".

        It takes exact fractions only: a float's own rounding could turn 99.99 into 99.98.
        """
        hundredths = share * 10_000 // 1
        pattern = self._locale.percent_formats[None].pattern
        if hundredths % 100:
            pattern = re.sub(r"0(?!.*0)", "0.00", pattern)
        return format_percent(Decimal(hundredths).scaleb(-4), pattern, locale=self._locale)

    def number(self, value: int | Decimal) -> str:
        """Write a number: "4,570", "3.9"; of decimals at most three."""
        text = self._numbers.get(value)
        if text is None:
            text = self._numbers[value] = format_decimal(value, locale=self._locale)
        return text

    def _read_ahead(self) -> None:
        """Use each kind of Babel's data once: it opens its files when they are first needed."""
        instant = datetime(2025, 1, 1, tzinfo=self._zone)
        day = instant.date()
        self.span(instant, instant + timedelta(days=1))
        for write in (self.day, self.short_day, self.weekday_day):
            write(day)
        self.month(day.year, day.month)
        self.year(day.year)
        self.duration(timedelta(days=1, hours=1))
        self.listed(("a", "b", "c"))
        self.percent(1)
        self._prose.plural_form(1)


def _again(
    language: str,
    zone: ZoneInfo,
    states: Sequence[tuple[State, str]],
    statuses: Sequence[tuple[UpdateStatus, str]],
) -> Words:
    return Words(language=language, zone=zone, states=states, statuses=statuses)


def _prose(language: str) -> Locale:
    locale = find(language)
    assert locale is not None, "a catalogue is in a language that Babel knows"
    return locale


def _offset(local: datetime) -> timedelta:
    offset = local.utcoffset()
    assert offset is not None, "a datetime of a ZoneInfo always has an offset"
    return offset
