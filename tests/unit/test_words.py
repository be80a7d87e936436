"""What readers see: messages, dates, times, durations and numbers, in words."""

from __future__ import annotations

import copy
import os
import pickle
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from statusgen.model import Config, Impact, State, UpdateStatus
from statusgen.words import Words, known, languages
from statusgen.words.catalogue import catalogue

ZONES = resources.files("tzdata").joinpath("zones").read_text().split()

# Where CLDR and tzdata call the same time by different names.
OTHER_NAMES = {
    ("GST", "+04"),  # Dubai: Gulf Standard Time, which tzdata leaves without a name
    ("HAST", "HST"),  # the Aleutian Islands
    ("HADT", "HDT"),
    ("CET", "MET"),  # an old name for Central European Time
    ("CEST", "MEST"),
}

MORNING = datetime(2025, 4, 21, 7, 40, tzinfo=UTC)


def words(language: str = "en-GB", zone: str = "Europe/London") -> Words:
    return Words(language=language, zone=ZoneInfo(zone))


def config(language: str = "en-GB", **own: object) -> Config:
    values: dict[str, object] = {"states": (), "statuses": ()} | own
    return Config(
        title="Larkfield Stores service status",
        url="https://status.larkfield.example/",
        zone=ZoneInfo("Europe/London"),
        language=language,
        freshness=timedelta(minutes=10),
        help=(),
        layout=(),
        theme="default",
        digest="",
        **values,  # type: ignore[arg-type]
    )


# --- Saying ----------------------------------------------------------------------------------


def test_a_message_is_said_with_its_places_filled() -> None:
    assert words().say("feed.item_title", status="Resolved", title="Tills are slow") == (
        "Resolved: Tills are slow"
    )


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 services have problems"),
        (1, "1 service has problems"),
        (3, "3 services have problems"),
        (1200, "1,200 services have problems"),
    ],
)
def test_a_plural_message_chooses_its_form_by_the_count(count: int, text: str) -> None:
    assert words().say("headline.services", count=count) == text


def test_braces_in_a_value_are_only_text() -> None:
    assert words().say("headline.planned", title="{count} {0.__class__}") == (
        "Planned work in progress: {count} {0.__class__}"
    )


def test_a_message_that_does_not_exist_is_a_key_error() -> None:
    assert not words().has("headline.perfect")
    with pytest.raises(KeyError, match=r"headline\.perfect"):
        words().say("headline.perfect")


@pytest.mark.parametrize("values", [{}, {"time": "noon", "site": "Shop"}, {"tme": "noon"}])
def test_values_other_than_the_places_are_a_type_error(values: dict[str, object]) -> None:
    with pytest.raises(TypeError, match=r"places of 'promise\.by' are: time; given were: "):
        words().say("promise.by", **values)


@pytest.mark.parametrize("value", [None, 1.5, True, MORNING, Fraction(1, 2)])
def test_a_value_that_is_not_yet_in_words_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError, match="must be put into words before"):
        words().say("promise.by", time=value)


def test_a_count_that_is_no_number_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="by a number, not '3'"):
        words().say("theme.all_updates", count="3")


def test_every_state_status_and_impact_has_a_word_of_its_own() -> None:
    said = words()
    for texts in (
        [said.state(state) for state in State],
        [said.status(status) for status in UpdateStatus],
        [said.impact(impact) for impact in Impact],
    ):
        assert len({text.casefold() for text in texts}) == len(texts)


def test_the_sites_own_words_win() -> None:
    own = Words.of(
        config(
            states=((State.PARTIAL_OUTAGE, "Patchy"),),
            statuses=((UpdateStatus.IDENTIFIED, "Cause found"),),
        )
    )
    assert own.state(State.PARTIAL_OUTAGE) == "Patchy"
    assert own.state(State.MAJOR_OUTAGE) == "Not working"
    assert own.status(UpdateStatus.IDENTIFIED) == "Cause found"
    assert own.status(UpdateStatus.RESOLVED) == "Resolved"


def test_the_fingerprint_changes_with_everything_that_the_words_depend_on() -> None:
    own = ((State.PARTIAL_OUTAGE, "Patchy"),)
    london = ZoneInfo("Europe/London")
    many = [
        words(),
        words(language="en-US"),
        words(zone="Europe/Paris"),
        Words(language="en-GB", zone=london, states=own),
        Words(language="en-GB", zone=london, statuses=((UpdateStatus.UPDATE, "Patchy"),)),
    ]
    assert len({each.fingerprint for each in many}) == len(many)
    assert words().fingerprint == words().fingerprint


def test_the_fingerprint_is_the_same_in_every_run() -> None:
    script = (
        "from zoneinfo import ZoneInfo; from statusgen.words import Words;"
        "print(Words(language='en-GB', zone=ZoneInfo('Europe/London')).fingerprint)"
    )
    assert {python(script, PYTHONHASHSEED=seed) for seed in "12"} == {words().fingerprint}


# --- Instants --------------------------------------------------------------------------------


def test_a_moment_is_written_whole_with_its_zone() -> None:
    assert words().moment(MORNING) == "21 April 2025, 08:40 BST"
    assert words().time(MORNING) == "08:40 BST"
    assert words().clock(MORNING) == "08:40"


def test_an_instant_of_another_zone_is_written_in_the_sites() -> None:
    other = MORNING.astimezone(timezone(timedelta(hours=-11)))
    assert words().moment(other) == "21 April 2025, 08:40 BST"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        words().moment(MORNING.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("Europe/London", "GMT", "BST"),
        ("Europe/Berlin", "CET", "CEST"),
        ("Europe/Dublin", "GMT", "GMT+1"),
        ("Africa/Casablanca", "GMT+1", "GMT+1"),
        ("America/New_York", "GMT-5", "GMT-4"),
        ("America/St_Johns", "GMT-3:30", "GMT-2:30"),
        ("Asia/Kathmandu", "GMT+5:45", "GMT+5:45"),
        ("Australia/Lord_Howe", "GMT+11", "GMT+10:30"),
        ("Pacific/Chatham", "GMT+13:45", "GMT+12:45"),
        ("GB", "GMT", "BST"),
        ("UTC", "UTC", "UTC"),
        ("Etc/UTC", "UTC", "UTC"),
        ("Zulu", "UTC", "UTC"),
        ("Etc/GMT+5", "GMT-5", "GMT-5"),
    ],
)
def test_the_zone_is_named_for_its_season(zone: str, winter: str, summer: str) -> None:
    said = words(zone=zone)
    assert said.time(datetime(2025, 1, 10, 12, tzinfo=UTC)).split()[-1] == winter
    assert said.time(datetime(2025, 7, 10, 12, tzinfo=UTC)).split()[-1] == summer


@pytest.mark.parametrize(
    ("language", "zone", "summer"),
    [
        ("en-IE", "Europe/Dublin", "IST"),
        ("en-US", "America/New_York", "EDT"),
        ("de", "Europe/Berlin", "MESZ"),
        ("fr", "Asia/Kathmandu", "UTC+5:45"),
        ("fr", "UTC", "UTC"),
    ],
)
def test_the_zone_is_named_in_the_sites_language(language: str, zone: str, summer: str) -> None:
    said = words(language, zone)
    assert said.time(datetime(2025, 7, 10, 12, tzinfo=UTC)).split()[-1] == summer


def test_an_offset_that_a_zone_no_longer_has_borrows_none_of_its_names() -> None:
    assert words().time(datetime(1943, 7, 1, 12, tzinfo=UTC)) == "14:00 GMT+2"
    assert words(zone="Europe/Lisbon").time(datetime(1994, 7, 1, 12, tzinfo=UTC)) == "14:00 GMT+2"


@pytest.mark.parametrize("language", ["en-GB", "en-US"])
def test_no_zone_in_the_world_is_named_wrongly(language: str) -> None:
    """Hold each name against what tzdata itself calls the zone, and each difference against it."""
    named = 0
    for zone in ZONES:
        said = words(language, zone)
        for month in range(1, 13):
            at = datetime(2025, month, 15, 12, tzinfo=UTC)
            local = at.astimezone(ZoneInfo(zone))
            printed = said.time(at).split()[-1]
            if match := re.fullmatch(r"GMT([+-]\d+)(?::(\d\d))?", printed):
                hours, minutes = int(match[1]), int(match[2] or 0)
                signed = -minutes if match[1].startswith("-") else minutes
                assert local.utcoffset() == timedelta(hours=hours, minutes=signed), zone
            elif printed == "GMT":
                assert local.utcoffset() == timedelta(), zone
            else:
                named += 1
                assert (printed, local.tzname()) in OTHER_NAMES or printed == local.tzname(), zone
    assert named > 900


def test_a_span_says_the_day_once_and_the_zone_at_its_end() -> None:
    start = datetime(2025, 4, 21, 21, tzinfo=UTC)
    assert words().span(start, start + timedelta(minutes=90)) == (
        "21 April 2025, 22:00 – 23:30 BST"
    )


def test_a_span_over_midnight_says_both_days() -> None:
    start = datetime(2025, 4, 21, 21, tzinfo=UTC)
    assert words().span(start, start + timedelta(hours=4)) == (
        "21 April 2025, 22:00 – 22 April 2025, 02:00 BST"
    )


def test_a_span_over_a_change_of_the_clocks_says_both_zones() -> None:
    start = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert words().span(start, start + timedelta(hours=1)) == (
        "26 October 2025, 01:30 BST – 01:30 GMT"
    )


# --- Days ------------------------------------------------------------------------------------


def test_days_months_and_years_are_written_as_in_britain() -> None:
    said, day = words(), date(2025, 4, 21)
    assert said.day(day) == "21 April 2025"
    assert said.short_day(day) == "21 Apr"
    assert said.weekday_day(day) == "Monday 21 April 2025"
    assert said.month(2025, 4) == "April 2025"
    assert said.year(2025) == "2025"


def test_dates_follow_the_sites_language_even_without_a_catalogue() -> None:
    said = words("da", "Europe/Copenhagen")
    assert said.moment(MORNING) == "21. april 2025 09.40 CEST"
    assert said.weekday_day(MORNING.date()) == "mandag den 21. april 2025"
    assert said.number(4570) == "4.570"
    assert said.say("headline.all_working") == "Everything is working"


@pytest.mark.parametrize("language", ["fr", "fr-BE", "fr-CA", "fr-CH"])
def test_the_first_of_a_month_is_said_as_in_french(language: str) -> None:
    # "1 mars", as CLDR's patterns write it, is a mistake to every reader; only the first is so.
    said = words(language, "Europe/Paris")
    assert said.day(date(2026, 3, 1)) == "1er mars 2026"
    assert said.short_day(date(2026, 3, 1)) == "1er mars"
    assert re.fullmatch("dimanche,? 1er mars 2026", said.weekday_day(date(2026, 3, 1)))
    assert said.moment(datetime(2026, 3, 1, 9, tzinfo=UTC)).startswith("1er mars 2026, 10")
    assert [said.short_day(date(2026, 3, day)) for day in (11, 21)] == ["11 mars", "21 mars"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "21 aprile 2025, 09:40 CEST"),
        ("it-CH", "21 aprile 2025, 09:40 CEST"),
        ("pl", "21 kwietnia 2025, 09:40 CEST"),
        ("ja", "2025年4月21日 9:40 GMT+2"),
    ],
)
def test_a_year_and_a_time_do_not_run_into_each_other(language: str, text: str) -> None:
    assert words(language, "Europe/Rome").moment(MORNING) == text


def test_no_line_breaks_within_a_time_of_day() -> None:
    # CLDR's own blanks in "9:40 AM" hold, but not those in Canadian French.
    assert words("fr-CA", "Europe/Paris").clock(MORNING) == "09\u00a0h\u00a040"
    assert words("en-US", "Europe/Paris").clock(MORNING) == "9:40\u202fAM"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Abril de 2025"),
        ("fr", "Avril 2025"),
        ("it", "Aprile 2025"),
        ("nl", "April 2025"),
        ("pl", "Kwiecień 2025"),
        ("ka", "აპრილი, 2025"),
    ],
)
def test_a_month_is_written_as_the_heading_that_it_is(language: str, text: str) -> None:
    assert words(language).month(2025, 4) == text


@pytest.mark.parametrize("language", ["de-CH", "de-LI"])
def test_a_swiss_site_is_spelt_as_in_switzerland(language: str) -> None:
    said, german = words(language), words("de-AT")
    assert said.impact(Impact.MAJOR) == "Grösseres Problem"
    assert said.say("empty.component", name="Kasse") == "Zu «Kasse» wurde nichts gemeldet"
    assert german.impact(Impact.MAJOR) == "Größeres Problem"
    assert german.say("empty.component", name="Kasse") == "Zu „Kasse“ wurde nichts gemeldet"


def test_durations_and_lists_speak_the_language_of_the_sentences_around_them() -> None:
    said = words("da", "Europe/Copenhagen")
    assert said.duration(timedelta(hours=3)) == "3 hours"
    assert said.listed(("Kasse", "App")) == "Kasse and App"


def test_a_site_in_german_speaks_german_in_its_sentences_too() -> None:
    said = words("de-AT", "Europe/Vienna")
    assert said.moment(date_in_january := MORNING.replace(month=1)) == "21. Jänner 2025, 08:40 MEZ"
    assert said.say("entry.since", time=said.moment(date_in_january)) == (
        "Seit 21. Jänner 2025, 08:40 MEZ"
    )
    assert said.duration(timedelta(hours=3)) == "3 Stunden"
    assert said.listed(("Kasse", "App")) == "Kasse und App"
    assert said.zone == "Ortszeit Wien"


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("de", ["1 Tag, 5 Stunden", "2 Stunden, 1 Minute"]),
        ("en", ["1 day 5 hours", "2 hours 1 minute"]),
        ("es", ["1 día 5 horas", "2 horas 1 minuto"]),
        ("fr", ["1\u00a0jour 5\u00a0heures", "2\u00a0heures 1 minute"]),
        ("it", ["1 giorno 5 ore", "2 ore 1 minuto"]),
        ("nl", ["1 dag, 5 uur", "2 uur, 1 minuut"]),
        ("pl", ["1 dzień i 5 godzin", "2 godziny i 1 minuta"]),
    ],
)
def test_durations_are_written_out_in_every_language(language: str, texts: list[str]) -> None:
    # Of some languages Babel has no long form of a unit, which is the short one then.
    said = words(language)
    assert [said.duration(timedelta(hours=29)), said.duration(timedelta(minutes=121))] == texts


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1 aktywny komunikat"),
        (3, "3 aktywne komunikaty"),
        (5, "5 aktywnych komunikatów"),
        (22, "22 aktywne komunikaty"),
    ],
)
def test_a_site_in_polish_has_the_forms_that_polish_has(count: int, text: str) -> None:
    assert words("pl", "Europe/Warsaw").say("headline.reports", count=count) == text


def test_an_american_site_has_its_own_dates_and_lists() -> None:
    said = words("en-US", "America/New_York")
    assert said.moment(MORNING) == "April 21, 2025, 3:40\u202fAM EDT"
    assert said.listed("abc") == "a, b, and c"


# --- Amounts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(seconds=60), "1 minute"),
        (timedelta(seconds=89), "1 minute"),
        (timedelta(seconds=90), "2 minutes"),
        (timedelta(minutes=60), "1 hour"),
        (timedelta(hours=3, minutes=25), "3 hours 25 minutes"),
        (timedelta(hours=23, minutes=59, seconds=40), "1 day"),
        (timedelta(days=1, minutes=29), "1 day"),
        (timedelta(days=1, minutes=30), "1 day 1 hour"),
        (timedelta(days=2, hours=4, minutes=10), "2 days 4 hours"),
        (timedelta(days=6, hours=23, minutes=45), "7 days"),
        (timedelta(days=1200), "1,200 days"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(length: timedelta, text: str) -> None:
    assert words().duration(length) == text


def test_a_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="is negative"):
        words().duration(timedelta(seconds=-1))


@pytest.mark.parametrize(
    ("items", "text"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("{0}", "b", "c"), "{0}, b and c")],
)
def test_items_are_joined_as_a_sentence_does(items: tuple[str, ...], text: str) -> None:
    assert words().listed(items) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (1, "100%"),
        (Fraction(99_996, 100_000), "99.99%"),
        (Fraction(999_999_999, 1_000_000_000), "99.99%"),
        (Fraction(9_999, 10_000), "99.99%"),
        (Fraction(999, 1_000), "99.90%"),
        (Fraction(1, 3), "33.33%"),
        (Fraction(1, 1_000_000), "0%"),
        (0, "0%"),
    ],
)
def test_a_share_is_rounded_down(share: Fraction | int, text: str) -> None:
    assert words().percent(share) == text


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/London", "London time"),
        ("America/New_York", "New York time"),
        ("Asia/Katmandu", "Kathmandu time"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "GMT-5"),
        ("EST", "Panama time"),
    ],
)
def test_the_sites_zone_has_a_name_that_people_use(zone: str, text: str) -> None:
    assert words(zone=zone).zone == text


def test_every_zone_in_the_world_has_a_name() -> None:
    for zone in ZONES:
        assert words(zone=zone).zone.strip(), zone


# --- Languages -------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["en", "en-GB", "EN-gb", "de", "pt-BR", "zh-Hant", "es-419", "ar"])
def test_language_tags_are_known(tag: str) -> None:
    assert known(tag)
    assert words(tag).language == tag


@pytest.mark.parametrize("tag", ["", "e", "xx", "english", "en_GB", "en-GB.UTF-8", "de@euro", "C"])
def test_what_is_no_language_tag_is_not_known(tag: str) -> None:
    assert not known(tag)
    with pytest.raises(ValueError, match="is not a language that Babel knows"):
        words(tag)


@pytest.mark.parametrize(
    ("tag", "direction"), [("en-GB", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("pa-Arab", "rtl")]
)
def test_the_direction_is_that_of_the_script(tag: str, direction: str) -> None:
    assert words(tag).direction == direction


def test_what_was_said_in_one_language_changes_nothing_in_another() -> None:
    script = """
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo
from statusgen.words import Words

at = datetime(2025, 4, 21, 7, 40, tzinfo=UTC)
for language in sys.stdin.read().split():
    said = Words(language=language, zone=ZoneInfo("Asia/Kathmandu"))
    line = (said.span(at, at + timedelta(days=1)), said.short_day(at.date()), said.month(2025, 4),
            said.weekday_day(at.date()), said.number(4570), said.percent(1), said.zone)
    print(language, *line, sep="|")
"""
    tags = ["en-GB", "dv", "ko", "bs", "ar", "fa", "de", "en-US", "zh-Hant", "fr"]
    one_way = python(script, text=" ".join(tags)).splitlines()
    other_way = python(script, text=" ".join(reversed(tags))).splitlines()
    assert one_way == other_way[::-1]
    assert "|4월 21일|2025년 4월|" in one_way[2]


def test_a_language_without_a_catalogue_speaks_english_for_now() -> None:
    assert catalogue("da") is catalogue("en")


def test_english_in_a_page_that_is_read_from_right_to_left_keeps_its_own_order() -> None:
    # Else it reads "services have problems 5" and ".It cannot be confirmed right now".
    said = words("ar", "Asia/Riyadh")
    assert said.say("headline.services", count=5) == (
        "\u2066\u20685\u2069 services have problems\u2069"
    )
    assert said.state(State.OPERATIONAL) == "\u2066Working\u2069"
    assert said.duration(timedelta(hours=3)) == "\u20663 hours\u2069"
    assert said.pieces("footer.changed", ("time",)) == (
        "\u2066Last change \u2068",
        0,
        "\u2069\u2069",
    )
    # What has signs only takes the direction of the page.
    assert said.say("feed.item_title", status="a", title="b") == "a: b"
    assert "\u2066" not in words("da").say("headline.services", count=5)


# --- Passing around --------------------------------------------------------------------------


def test_words_can_be_copied_and_sent_to_another_process() -> None:
    own = Words.of(config(states=((State.PARTIAL_OUTAGE, "Patchy"),)))
    own.moment(MORNING)
    sent = pickle.dumps(own)
    assert len(sent) < 2_000
    for again in (copy.copy(own), pickle.loads(sent)):
        assert again.state(State.PARTIAL_OUTAGE) == "Patchy"
        assert again.moment(MORNING) == own.moment(MORNING)
        assert again.fingerprint == own.fingerprint


@pytest.mark.parametrize("language", ["en-GB", "de", "ar", "ja"])
def test_nothing_opens_a_file_once_the_words_are_made(language: str) -> None:
    script = f"""
import sys
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo
from statusgen.model import Config
from statusgen.words import Words

words = Words.of(Config(
    title="", url="", zone=ZoneInfo("Europe/London"), language="{language}", help=(), layout=(),
    freshness=timedelta(minutes=10), states=(), statuses=(), theme="", digest="",
))

def refuse(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "socket.connect"):
        raise AssertionError(f"{{event}} {{arguments}}")

sys.addaudithook(refuse)
at = datetime(2026, 7, 14, 12, tzinfo=UTC)
words.moment(at), words.span(at, at + timedelta(days=400)), words.clock(at)
words.day(at.date()), words.short_day(at.date()), words.weekday_day(at.date())
words.month(2026, 7), words.year(2026), words.duration(timedelta(days=3, hours=2))
words.duration(timedelta(hours=3, minutes=2)), words.listed("abcd"), words.listed("ab")
words.percent(Fraction(1, 3)), words.number(7654321), words.say("theme.all_updates", count=2)
print("done")
"""
    assert python(script) == "done"


def python(script: str, text: str = "", **environment: str) -> str:
    """Run a script in an interpreter of its own, which reads `text`; return what it printed."""
    path = os.pathsep.join(part for part in sys.path if part)
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **environment},
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


@pytest.mark.parametrize("language", languages())
def test_lost_time_stands_behind_a_colon_where_no_verb_has_to_agree_with_it(language: str) -> None:
    # "1 minute count as lost" is wrong, and so is "35 minutes counts".
    of = words(language)
    for count in (1, 35):
        lost = of.minutes(timedelta(minutes=count))
        assert re.search(f":\\s{lost}\\.$", of.say("uptime.total", total="…", lost=lost))
