"""Every rule, in the order in which docs/reference/checks.md explains them. Adds no logic."""

from __future__ import annotations

from statusgen.check.lists import run_on_list
from statusgen.check.rule import Family, Rule
from statusgen.check.safety import (
    card_number,
    email_address,
    file_path,
    internal_host,
    ip_address,
    phone_number,
    secret,
    stack_trace,
    ticket,
)
from statusgen.check.strays import braces_below, forgotten_heading
from statusgen.check.structure import (
    bare_ending,
    blanks,
    double_hyphen,
    full_stop,
    heading_form,
    long_title,
    no_advice,
    no_components,
    repeated,
    shown_tag,
    unseen_front,
    vague_title,
)
from statusgen.check.timing import (
    closes_first,
    distant_promise,
    duplicate,
    late_announcement,
    open_but_working,
    out_of_order,
    overdue,
    overrunning,
    reopening,
    says_resolved,
    short_notice,
    still_down,
    untouched,
    untranslated,
    wrong_year,
)
from statusgen.check.wording import (
    acronym,
    apology,
    blame,
    clock,
    hedge,
    jargon,
    long_sentence,
    relative_day,
    shouting,
    zone,
)
from statusgen.errors import Severity

__all__ = ["RULES"]

TIME, WORDS, SAFE, FORM = Family.CONTRADICTIONS, Family.ENGLISH, Family.SAFETY, Family.STRUCTURE
ERROR, WARN = Severity.ERROR, Severity.WARNING

# fmt: off
RULES = (
    Rule("promise-overdue", TIME, WARN, "A promised update is late", entry=overdue),
    Rule("untouched", TIME, WARN, "Open, without news or a promise", entry=untouched),
    Rule("promise-too-far", TIME, WARN, "Critical, and silent for a day", entry=distant_promise),
    Rule("forgotten-heading", TIME, WARN, "An update without ##", passage=forgotten_heading),
    Rule("braces-below", TIME, WARN, "Braces below their heading", passage=braces_below),
    Rule("still-down", TIME, WARN, "Resolved, and down by another incident", entry=still_down),
    Rule("says-resolved", TIME, WARN, "Said to be over, and still open", entry=says_resolved),
    Rule("open-but-working", TIME, WARN, "Open, and every component works", entry=open_but_working),
    Rule("duplicate-incident", TIME, WARN, "Two open reports about the same", entry=duplicate),
    Rule("out-of-order", TIME, WARN, "Updates in neither direction of time", entry=out_of_order),
    Rule("closes-first", TIME, WARN, "Over, or going on, before it begins", entry=closes_first),
    Rule("wrong-year", TIME, WARN, "Dated a year before its file", site=wrong_year),
    Rule("overrunning", TIME, WARN, "Work is not over behind its window", entry=overrunning),
    Rule("reopening", TIME, WARN, "It opens or ends again by itself", entry=reopening),
    Rule("late-announcement", TIME, WARN, "Announced when it had begun", entry=late_announcement),
    Rule("short-notice", TIME, WARN, "Announced less than a day ahead", entry=short_notice),
    Rule("untranslated", TIME, WARN, "A language without words of its own", site=untranslated),

    Rule("jargon", WORDS, WARN, "A word that customers do not use", passage=jargon),
    Rule("acronym", WORDS, WARN, "An acronym that is not explained", entry=acronym),
    Rule("hedge", WORDS, WARN, "Words that leave everything open", passage=hedge),
    Rule("blame", WORDS, WARN, "Words that look for somebody to blame", passage=blame),
    Rule("empty-apology", WORDS, WARN, "An apology without help", passage=apology),
    Rule("long-sentence", WORDS, WARN, "More than 30 words in a sentence", passage=long_sentence),
    Rule("relative-day", WORDS, WARN, "'Today' in a text without a date", passage=relative_day),
    Rule("unclear-time", WORDS, WARN, "Midnight, 12am, 12pm", passage=clock),
    Rule("foreign-zone", WORDS, WARN, "A time zone that is not the site's", passage=zone),
    Rule("shouting", WORDS, WARN, "Exclamation marks and capitals", passage=shouting),

    Rule("secret", SAFE, ERROR, "A key, a token or a password", file=secret),
    Rule("card-number", SAFE, ERROR, "The number of a payment card", file=card_number),
    Rule("internal-host", SAFE, WARN, "The name of an internal machine", passage=internal_host),
    Rule("ip-address", SAFE, WARN, "The address of a machine", passage=ip_address),
    Rule("ticket", SAFE, WARN, "The number of a ticket", passage=ticket),
    Rule("email-address", SAFE, WARN, "An unpublished e-mail address", passage=email_address),
    Rule("phone-number", SAFE, WARN, "An unpublished telephone number", passage=phone_number),
    Rule("file-path", SAFE, WARN, "A file inside the company", passage=file_path),
    Rule("stack-trace", SAFE, WARN, "What a program says of its mistake", passage=stack_trace),

    Rule("vague-title", FORM, WARN, "A title without what and where", entry=vague_title),
    Rule("long-title", FORM, WARN, "A title of more than 80 characters", entry=long_title),
    Rule("title-full-stop", FORM, WARN, "A title that ends with a full stop", passage=full_stop),
    Rule("stray-blanks", FORM, WARN, "Doubled blanks in titles, tabs in texts", passage=blanks),
    Rule("double-hyphen", FORM, WARN, "Two hyphens for a dash", passage=double_hyphen),
    Rule("run-on-list", FORM, WARN, "A list that is shown as running text", entry=run_on_list),
    Rule("shown-tag", FORM, WARN, "A tag or a blank that is shown as text", passage=shown_tag),
    Rule("no-advice", FORM, WARN, "Grave, and no word on what to do", entry=no_advice),
    Rule("no-components", FORM, WARN, "An incident that names no component", entry=no_components),
    Rule("repeated-text", FORM, WARN, "The same text twice in a row", entry=repeated),
    Rule("bare-ending", FORM, WARN, "An ending that says only that", entry=bare_ending),
    Rule("unseen-front-matter", FORM, WARN, "Blanks that hide it from Sveltia", entry=unseen_front),
    Rule("heading-form", FORM, WARN, "A heading not written like the others", entry=heading_form),
)
# fmt: on
