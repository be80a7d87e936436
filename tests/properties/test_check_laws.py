"""Laws of check: it always answers, points at words that are there, and leaves no trace."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.checks.reader import CONFIG, ENTRY, NOW, SITE
from tests.examples import examples
from tests.strategies import sites, source

from statusgen.check import RULES, Edit, check, corrections
from statusgen.derive import derive
from statusgen.errors import Problem, Severity
from statusgen.mend import mend
from statusgen.parse import parse
from statusgen.sources import Sources

MENDED = ("title-full-stop", "stray-blanks", "double-hyphen", "heading-form", "run-on-list")
ALL = source(CONFIG, f"{SITE}check: {{history: true}}\n")

WORDS = """\
latency|root|cause|KDS|(KDS)|Nobody|DO|NOT|TAP|may possibly|user error|sorry for the inconvenience
today|midnight|12am|9:30 EST|!|!!|password=Winter2026|AKIAIOSFODNN7EXAMPLE|4111 1111 1111 1111
tills.larkfield.local|http://intra/x|10.1.2.3|2001:db8::1:2|INC0012345|jo@larkfield.example
07700 900123|/var/log/x|C:\\x\\y|NullPointerException| -- |--|\t|  |.|,|`|```|~~~|<!--|-->|[a](|)
https://larkfield.example/a|* |1. |> |### || a | b ||---||Ünlü|👩\u200d🚒|\u2028|'|"|\\|#|: |&amp;
""".replace("\n", "|").split("|")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).flatmap(
    lambda words: st.sampled_from((" ", "\n", "", "\n\n")).map(lambda gap: gap.join(words))
)
TITLES = st.lists(st.sampled_from([one for one in WORDS if one.strip()]), min_size=1, max_size=8)
GAPS = st.sampled_from((" ", " - ", "  ", "\t", " : "))
STATUSES = st.sampled_from(("Investigating", "identified", "UPDATE", "Monitoring"))


@st.composite
def entries(draw: st.DrawFn) -> str:
    """Write an entry out of what rules look for; most of them parse."""
    title = draw(GAPS.flatmap(lambda gap: TITLES.map(gap.join)))
    quoted = title.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    advice = "".join(f"  {line}\n" for line in draw(TEXTS).splitlines())
    lines = [
        "---",
        f'title: "{quoted}"' if draw(st.booleans()) else "title: Cards  are slow.",
        "components: {card-payments: partial_outage}",
        f"what_to_do: |\n  Wait.\n{advice}---",
        draw(TEXTS),
    ]
    for minute in draw(st.lists(st.integers(0, 59), min_size=1, max_size=4)):
        lines += [f"## 2026-03-04 10:{minute:02}{draw(GAPS)}{draw(STATUSES)}", "", draw(TEXTS), ""]
    return "\n".join(lines)


def parsed(sources: Sources) -> bool:
    """Say whether a site has no mistake in its form."""
    try:
        parse(sources)
    except Exception:  # noqa: BLE001 -- what parsing refuses is another law's business
        return False
    return True


def of(text: str) -> Sources:
    return Sources(config=ALL, incidents=(source(ENTRY, text),), maintenance=())


def found_in(sources: Sources) -> tuple[Problem, ...]:
    return tuple(check(derive(parse(sources).site, now=NOW), sources, now=NOW))


def edits_of(sources: Sources) -> tuple[Edit, ...]:
    return corrections(derive(parse(sources).site, now=NOW), sources, now=NOW)


def codes_in(sources: Sources) -> set[str]:
    return {problem.code for problem in found_in(sources)}


def assert_inside(problems: tuple[Problem, ...], sources: Sources) -> None:
    files = (*filter(None, [sources.config]), *sources.incidents, *sources.maintenance)
    lines = {file.path: file.data.decode().split("\n") for file in files}
    for problem in problems:
        where = problem.where
        line = lines[where.path][where.line - 1]
        assert 1 <= where.column <= len(line) + 1, problem
        assert where.column + where.length - 1 <= max(len(line), 1), problem
        assert problem.what, problem
        assert not problem.what.endswith("."), problem


@given(text=entries().filter(lambda text: parsed(of(text))))
@settings(max_examples=examples(150))
def test_whatever_is_written_rules_point_at_characters_that_are_there(text):
    sources = of(text)
    problems = found_in(sources)
    assert_inside(problems, sources)
    assert found_in(sources) == problems


@given(site=sites())
@settings(max_examples=examples(60))
def test_every_site_is_checked(site):
    sources = site.sources
    assert_inside(found_in(sources), sources)


TWO_NUMBERS = """---
title: Cards are slow
components: {card-payments: partial_outage}
---
Ring 0161 496 0142\t0161 496 0143.

## 2026-03-04 10:00 Investigating

We are looking into it.
"""
A_CARD_BEHIND = """---
title: Cards 07700 900123  4111 1111 1111 1111
components: {card-payments: partial_outage}
---
## 2026-03-04 10:00 Investigating
"""


@given(text=entries().filter(lambda text: parsed(of(text))))
@example(text=TWO_NUMBERS)
@example(text=A_CARD_BEHIND)
@settings(max_examples=examples(100))
def test_what_is_corrected_is_found_no_more_and_nothing_else_is_changed(text, tmp_path_factory):
    sources = of(text)
    edits = edits_of(sources)
    folder = tmp_path_factory.mktemp("site")
    file = folder / ENTRY
    file.parent.mkdir(parents=True)
    file.write_bytes(text.encode())

    assert mend(folder, edits) == edits

    again = of(file.read_bytes().decode())
    # What the first answer uncovers the next run answers: a full stop behind blanks, for one.
    for _ in range(3):
        mend(folder, edits_of(again))
        again = of(file.read_bytes().decode())
    assert edits_of(again) == ()
    # A title may have become short enough; no rule speaks that did not speak before.
    before, after = codes_in(sources), codes_in(again)
    assert after <= before
    assert before - after <= {*MENDED, "long-title"}
    (old,), (new,) = parse(sources).site.incidents, parse(again).site.incidents
    assert re.findall(r"\w+", old.title) == re.findall(r"\w+", new.title)
    for one, other in zip(old.updates, new.updates, strict=True):
        assert (one.anchor, one.status) == (other.anchor, other.status)
        assert re.findall(r"\w+", one.body.source) == re.findall(r"\w+", other.body.source)


MARKUP = (
    """\
a -- b|a\tb|    a -- b|\ta\tb|        a -- b\tc|- a -- b|1. a|  - a -- b|> a -- b|>     a -- b\tc|
<code>a -- b</code>|<code>|</code>|<pre>a|b -- c</pre>|`a -- b`|`|```|~~~|### a -- b|* a -- b|
a:|- a|  - a|- `a|b`|1. a|2. a|    - a|- a <code>b|[a]: b|[a]|
<kbd>`</kbd> a -- b|<code>a ` b</code>|[a](`b)|\\` a -- b`|<!-- ` -->|
""".replace("|\n", "|")
    .strip("|")
    .split("|")
)


@example(lines=["`", "> a -- b", "`a -- b`"])
@example(lines=["`", "[a]: b", "`a -- b`", "", "[a]"])
@example(lines=["- `a", "<pre>a", "`a -- b`"])
@example(lines=["- `a", "1. a", "- `a", "a -- b", "- `a"])
@example(lines=["- <kbd>`</kbd> a -- b`"])
@example(lines=["- <code>`</code> a\tb -- c`"])
@example(lines=["[a](`b) a -- b`"])
@example(lines=["a\tb", "- `a", "<!-- ` -->", "[a](`b)", "- `a", "`a -- b`", "<code>a ` b</code>"])
@given(lines=st.lists(st.sampled_from(MARKUP) | st.just(""), max_size=12))
@settings(max_examples=examples(200))
def test_no_correction_touches_code(lines):
    text = "---\ntitle: Cards are slow\n---\n\n## 2026-03-04 10:00 Update\n\n" + "\n".join(lines)
    sources = of(text)
    assume(parsed(sources))
    data = text.encode()
    for edit in reversed(edits_of(sources)):
        data = data[: edit.start] + edit.replacement + data[edit.end :]
    (old,), (new,) = parse(sources).site.incidents, parse(of(data.decode())).site.incidents
    before, after = (code_in(one.updates[0].body.html) for one in (old, new))
    assert before == after


def code_in(html: str) -> list[str]:
    """Take the code out of a page."""
    return [found[0] for found in re.finditer(r"<(code|pre)>.*?</\1>", html, re.DOTALL)]


HOSTILE = [
    *"`<!/'.:-1Aa(*|",
    *(
        "AB ",
        "](",
        "eyJ-",
        "4111 ",
        "a.",
        "A'",
        "0:",
        "KDS is ",
        "```\n",
        "password",
        "sorry for the ",
    ),
    *(
        "https://a",
        "a@",
        "/var/a",
        "a\tb",
        "a\tb\n",
        "<code>",
        "no ",
        "a-prod-",
        "1-",
        'File "',
        "(KDS) ",
    ),
]


CHARACTERS = examples(80_000)


@pytest.mark.parametrize(
    ("begin", "piece"), [*(("", piece) for piece in HOSTILE), ("a", " "), ("a", "\t")]
)
def test_a_long_text_is_checked_in_time(begin, piece):
    def seconds(length: int) -> float:
        long = begin + (piece * length)[:length]
        text = f"---\ntitle: a b\n---\n\n## 2026-03-04 10:00 Update\n\n{long}x\n"
        sources = of(text)
        if not parsed(sources):
            return 0.0
        status = derive(parse(sources).site, now=NOW)
        start = time.process_time()
        tuple(check(status, sources, now=NOW))
        return time.process_time() - start

    # Twice the text takes about twice the time; a quadratic rule would take some minutes, and a
    # sixteenth of that for the shorter text of a quick run.
    assert seconds(CHARACTERS) < CHARACTERS / 10_000


def test_errors_are_only_those_that_the_registry_says():
    errors = {rule.code for rule in RULES if rule.severity is Severity.ERROR}
    assert errors == {"secret", "card-number"}


def test_a_title_of_comments_that_never_end_is_checked_in_time():
    title = "<!--" * (CHARACTERS // 8)
    sources = of(f'---\ntitle: "a --> {title}"\n---\n\n## 2026-03-04 10:00 Update\n\nText.\n')
    status = derive(parse(sources).site, now=NOW)
    start = time.process_time()
    tuple(check(status, sources, now=NOW))
    assert time.process_time() - start < CHARACTERS / 20_000
