"""The English catalogue: every word that a page, feed or file shows to readers, by key.

Only text lives here: plain, British, without markup. `{name}` is a place that `Words.say` fills. A
message with plural forms is a mapping from CLDR's plural categories ("one", "other" in English) and
chooses by the value `count`. Keys are `where.what`; to add a message, add a line. A sentence is
always one message, never glued from parts: other languages order their words differently.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FORM", "MESSAGES", "SITE"]

MESSAGES: Final[Mapping[str, str | Mapping[str, str]]] = {
    # The words of the format. Statuses are the format's own: subscribers know them from elsewhere.
    "state.operational": "Working",
    "state.under_maintenance": "Planned work",
    "state.degraded_performance": "Slow or unreliable",
    "state.partial_outage": "Not working for some",
    "state.major_outage": "Not working",
    "state.unknown": "Not known",
    "status.investigating": "Investigating",
    "status.identified": "Identified",
    "status.monitoring": "Monitoring",
    "status.resolved": "Resolved",
    "status.scheduled": "Scheduled",
    "status.in_progress": "In progress",
    "status.verifying": "Verifying",
    "status.completed": "Completed",
    "status.cancelled": "Cancelled",
    "status.update": "Update",
    "status.postmortem": "Postmortem",
    "impact.none": "For information",
    "impact.minor": "Minor problem",
    "impact.major": "Major problem",
    "impact.critical": "Critical problem",
    # Time
    "time.span": "{start} – {end}",
    "time.zone": "{city} time",
    "time.minutes": {"one": "{count} minute", "other": "{count} minutes"},
    "time.under_a_minute": "less than a minute",
    # The answer first
    "headline.all_working": "Everything is working",
    "headline.services": {
        "one": "{count} service has problems",
        "other": "{count} services have problems",
    },
    "headline.reports": {"one": "{count} report is open", "other": "{count} reports are open"},
    "headline.planned": "Planned work in progress: {title}",
    "headline.planned_several": {
        "one": "{count} piece of planned work is in progress",
        "other": "{count} pieces of planned work are in progress",
    },
    "headline.overrunning": "Planned work is taking longer than expected: {title}",
    "headline.broken": "Some reports cannot be shown",
    # Around every page
    "page.title": "{page} – {site}",
    "page.share_title": "{headline} ({time}) – {site}",
    "page.description": "{site}: {headline}. What works, what does not, and what to do.",
    "nav.home": "Current status",
    "nav.history": "History",
    "nav.subscribe": "Follow",
    "footer.changed": "Last change {time}",
    "footer.never_changed": "Nothing has been reported yet",
    "footer.zone": "All times are in {zone}",
    "empty.recent": {
        "one": "No problems reported in the last day",
        "other": "No problems reported in the last {count} days",
    },
    "empty.component": "Nothing has been reported for {name}",
    # Labels
    "label.still_works": "What still works",
    "label.what_to_do": "What to do",
    "label.data_safe": "Is my data safe?",
    "label.affected": "Affected",
    "label.since": "Since",
    "label.started": "Started",
    "label.ended": "Ended",
    "label.ends": "Ends",
    # Promises of a next update
    "promise.by": "Next update by {time}",
    "promise.late": "An update was promised by {time} and is late",
    # Entries
    "entry.maintenance": "Planned work",
    "entry.since": "Since {time}",
    "entry.summary": "{status}: {text}",
    "entry.more_in_history": "More from {year} in the history",
    # Planned work
    "maintenance.started": "The planned work has started.",
    "maintenance.finished": "The planned work is finished.",
    "maintenance.overrunning": "This work was due to end by {time} and is taking longer.",
    "maintenance.window": "Planned for {window}",
    # A report that was left out by --skip-broken
    "stub.title": "This report cannot be shown",
    "stub.text": "There is a mistake in the file of this report, so it was left out. It will be "
    "here when the mistake is corrected. Until then, please do not take its absence to mean that "
    "everything is working.",
    # Services and their history
    "component.now": "{name}: {state}",
    "component.earlier": "Earlier reports in the history",
    "component.part_of": "Group: {group}",
    "group.all_working": "All working",
    "group.hit": {
        "one": "{count} of {total} is not working normally",
        "other": "{count} of {total} are not working normally",
    },
    "group.others": "Other services",
    "day.clear": "{day}: no problems",
    "day.hit": "{day}: {parts}",
    "day.part": "{state} ({duration})",
    "uptime.value": "{percent} uptime",
    "uptime.over": {
        "one": "{percent} uptime over the last day",
        "other": "{percent} uptime over the last {count} days",
    },
    "uptime.span": {"one": "the last whole day", "other": "the last {count} whole days"},
    "uptime.explained": "Uptime is the share of {span} in which a service "
    "worked. Time in the state “{major}” is lost in full; of time in the state “{partial}”, "
    "{weight} is lost. Time in the state “{degraded}” is not lost, and planned work is left out. "
    "The result is rounded down, and today is not part of it.",
    "uptime.working": "How we worked this out",
    "uptime.total": "The whole time is {total}; counted as lost: {lost}.",
    "uptime.nothing_lost": "No time counts as lost.",
    "uptime.problem": "Problem",
    "uptime.lasted": "Lasted",
    "uptime.counted": "Counts as",
    # History
    "history.title": "History",
    "history.intro": "Every problem and all planned work that has been reported.",
    "history.year": "History of {year}",
    "history.reports": {"one": "{count} report", "other": "{count} reports"},
    # How to follow
    "subscribe.title": "Follow this page",
    "subscribe.intro": "How to get each update without coming back to look.",
    "subscribe.stop": "To stop, remove the feed from your reader. There is nothing to cancel here.",
    "subscribe.site_title": "The whole site",
    "subscribe.reports": "One item for each problem",
    "subscribe.calendar": "Planned work in your calendar",
    "subscribe.programs": "For programs",
    "subscribe.program_summary": "The current status as JSON",
    "subscribe.program_text": "The page as plain text",
    "subscribe.program_markdown": "The page as Markdown",
    "subscribe.program_badge": "A picture that shows the current status",
    "subscribe.for_site": "Every update on every problem and all planned work.",
    "subscribe.for_group": "Only what affects the services of that group.",
    "subscribe.for_component": "Only what affects that service.",
    "subscribe.for_incidents": "One item for each problem instead of one for each update, for "
    "programs that show a list of problems.",
    "subscribe.for_calendar": "Planned work in your calendar program. It stands among your own "
    "appointments, and moves when it is moved here.",
    # Feeds, calendars and the other files
    "feed.site_title": "{site}",
    "feed.site_description": "{site}: every update on problems and planned work",
    "feed.component_title": "{site}: {name}",
    "feed.component_description": "Updates on problems and planned work that affect {name}",
    "feed.group_title": "{site}: {name}",
    "feed.group_description": "Updates on problems and planned work that affect {name}",
    "feed.incidents_title": "{site}: one item for each report",
    "feed.incidents_description": "One item for each problem and each piece of planned work",
    "feed.item_title": "{status}: {title}",
    "feed.more": "Read more",
    "calendar.site_title": "{site}: planned work",
    "calendar.component_title": "{site}: planned work on {name}",
    "calendar.event_title": "Planned work: {title}",
    "badge.label": "Status",
    "badge.alt": "{name}: {state}",
    "embed.title": "Service status",
    "embed.details": "See what is happening",
    "text.services": "Services",
    "text.incidents": "Open problems",
    "text.in_progress": "Planned work in progress",
    "text.upcoming": "Planned work",
    "text.service": "{name}: {state}",
    "text.report": "{time}: {title} ({status} · {weight})",
    "text.label": "{label}:",
    "text.page": "The page itself: {url}",
    # A page that does not exist
    "not_found.title": "There is no such page",
    "not_found.text": "There is no page at this address. It may have been mistyped, or the link "
    "that you followed may be wrong.",
    # What the templates of the default theme say
    "script.yours": "your time: {time}",
    "script.news": "This page has changed: {headline}",
    "script.stale": "This page may be out of date. It was last confirmed on {time}.",
    "script.unconfirmed": "This page may be out of date. It cannot be confirmed right now.",
    "theme.under_way": "This work should be under way now.",
    "theme.window_over": "This work should be finished by now. We will confirm it here.",
    "theme.brand_home": "Back to {host}",
    "theme.brand_help": "Help and contact",
    "theme.table": "Table",
    "theme.skip": "Skip to the content",
    "theme.nav": "This site",
    "theme.reports_missing": "So this page may not tell you everything. We are putting it right.",
    "theme.reports_missing_too": "Some reports cannot be shown, so this page may not tell you "
    "everything. We are putting it right.",
    "theme.what_this_means": "What this means for you",
    "theme.planned_for": "When",
    "theme.next_update": "Next update",
    "theme.promise": "By {time}",
    "theme.in_short": "In short",
    "theme.latest_update": "Latest update",
    "theme.latest_as": "Latest update: {status}",
    "theme.updates": "What happened",
    "theme.all_updates": {"one": "More about this", "other": "All updates ({count})"},
    "theme.services": "Service by service",
    "theme.picture": "Under each service there is a tick for every day up to yesterday. "
    "A day with problems stands up.",
    "theme.picture_phone": "The picture shows the newest 30 days.",
    "theme.bad_days": {
        "one": "Problems on {count} of {days} days",
        "other": "Problems on {count} of {days} days",
    },
    "theme.no_bad_days": {
        "one": "No problems in the last day",
        "other": "No problems in {count} days",
    },
    "theme.planned": "Planned work",
    "theme.recent": "Recent history",
    "theme.all_history": "All history",
    "theme.years": "Years and months",
    "theme.now": "Right now",
    "theme.open": "Now and planned",
    "theme.last_days": {"one": "The last day", "other": "The last {count} days"},
    "theme.past": "What happened before",
    "theme.follow_link": "How to follow",
    "theme.follow_this": "Follow this service",
    "theme.help": "Need help?",
    "theme.printed": "How things are by now: {url}",
    "theme.subscribe_lede": "This page can tell you when something changes. It is free, and needs "
    "no account and no email address.",
    "theme.how": "How it works",
    "theme.how_app": "Take an app that reads feeds: a feed reader. There are free ones for every "
    "phone and computer, and many mail programs and team chat tools read feeds too.",
    "theme.how_copy": "Copy the address of a feed below: press and hold the link, or right-click "
    "it.",
    "theme.how_paste": "Add it in the app. From then on the app shows each update as we publish "
    "it.",
    "theme.for_rss": "For most apps, and for team chat. If in doubt, take this one.",
    "theme.for_atom": "The same updates, for apps that ask for Atom.",
    "theme.for_json": "The same updates, for programs.",
    "theme.feeds_of_groups": "Only one part",
    "theme.feeds_of_components": "Only one service",
    "theme.stub_home": "See how everything is now",
}

FORM: Final[Mapping[str, str]] = {
    "page.title": "Edit: {title}",
    "page.script": "Editing needs JavaScript. The status page itself does not.",
    "incident.many": "Incidents",
    "incident.one": "incident",
    "incident.title": "What does not work, and where. A short sentence without a full stop.",
    "incident.services": "How each affected service was at the first update. Leave the others "
    "empty.",
    "work.many": "Planned work",
    "work.one": "planned work",
    "work.title": "What will not work, and where. A short sentence without a full stop.",
    "work.services": "They are not available from the beginning to the end of the planned work.",
    "services.label": "Services",
    "services.retired": "{name} (not there any more)",
    "title.label": "Title",
    "title.wrong": "must have 3 to 100 characters",
    "still_works.label": "What still works",
    "still_works.one": "thing that still works",
    "still_works.hint": "One sentence for each.",
    "still_works.text": "Text",
    "what_to_do.label": "What to do",
    "what_to_do.hint": "What customers should do, or do instead.",
    "data_safe.label": "Is my data safe?",
    "data_safe.hint": "The answer, as a whole sentence.",
    "starts.label": "Begins",
    "starts.hint": "When the work begins.",
    "ends.label": "Ends",
    "ends.hint": "When it is over at the latest.",
    "next_update.label": "Next update",
    "next_update.hint": "When you will write again.",
    "publish_at.label": "Not before",
    "publish_at.hint": "Nobody sees it until then.",
    "time.hint": "{hint} Like 2026-06-10 23:00, {zone} time.",
    "time.wrong": "must be a date and a time, like 2026-06-10 23:00",
    "impact.label": "How bad it is",
    "impact.hint": "Only where the services do not say it.",
    "draft.label": "Draft",
    "draft.hint": "While this is on, nobody sees the entry.",
    "updates.label": "Updates",
    "updates.hint": "Each update has a heading: two # signs, the date, the time in {zone} and one "
    "of {statuses}. The text comes below it. To post news, add a heading and a text at the end, "
    "and leave what is there.",
    "updates.wrong": "must have a heading with the date and the time in figures",
}
"""What the form for editing in a browser says to officers, by key: texts without plurals.

It stands apart, so that a site without the form makes nothing of it.
"""

SITE: Final[Mapping[str, str]] = {
    "page.title": "Our service status",
    "stores.id": "stores",
    "stores.name": "In our stores",
    "payments.id": "card-payments",
    "payments.name": "Card payments",
    "payments.text": "Paying by card, phone or watch at the till",
    "collecting.id": "click-and-collect",
    "collecting.name": "Click and collect",
    "collecting.text": "Picking up an online order in a store",
    "online.id": "online",
    "online.name": "Online",
    "website.id": "website",
    "website.name": "Website",
    "orders.id": "online-orders",
    "orders.name": "Online orders",
    "orders.text": "Placing and paying for an order",
    "help.name": "Help and contact",
    "state.slow": "Slow",
    "status.fixed": "We think it is fixed",
}
"""What a new site says until its owner writes own words, by key: texts and ids without places."""
