"""The German catalogue. What catalogues hold is described in `en`; readers are addressed as Sie.

Durations and dates stand where they keep their basic form: "Dauer: 2 Tage", not "nach 2 Tagen".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FORM", "MESSAGES", "SITE", "SPELLINGS"]

_SWISS: Final = str.maketrans({"ß": "ss", "„": "«", "“": "»"})

SPELLINGS: Final[Mapping[str, Mapping[int, str]]] = {"CH": _SWISS, "LI": _SWISS}
"""By territory, letters and quotes that are others there: Switzerland writes no ß."""

MESSAGES: Final[Mapping[str, str | Mapping[str, str]]] = {
    # The words of the format. Statuses are the format's own: subscribers know them from elsewhere.
    "state.operational": "Verfügbar",
    "state.under_maintenance": "Geplante Arbeiten",
    "state.degraded_performance": "Langsam oder unzuverlässig",
    "state.partial_outage": "Für einige nicht verfügbar",
    "state.major_outage": "Nicht verfügbar",
    "state.unknown": "Nicht bekannt",
    "status.investigating": "Wird untersucht",
    "status.identified": "Ursache gefunden",
    "status.monitoring": "Wird beobachtet",
    "status.resolved": "Behoben",
    "status.scheduled": "Angekündigt",
    "status.in_progress": "Im Gange",
    "status.verifying": "Wird geprüft",
    "status.completed": "Abgeschlossen",
    "status.cancelled": "Abgesagt",
    "status.update": "Update",
    "status.postmortem": "Rückblick",
    "impact.none": "Zur Information",
    "impact.minor": "Kleineres Problem",
    "impact.major": "Größeres Problem",
    "impact.critical": "Schweres Problem",
    # Time
    "time.span": "{start} – {end}",
    "time.zone": "Ortszeit {city}",
    "time.minutes": {"one": "{count} Minute", "other": "{count} Minuten"},
    "time.under_a_minute": "weniger als eine Minute",
    # The answer first
    "headline.all_working": "Alles funktioniert",
    "headline.services": {
        "one": "Probleme bei {count} Dienst",
        "other": "Probleme bei {count} Diensten",
    },
    "headline.reports": {
        "one": "{count} Meldung ist offen",
        "other": "{count} Meldungen sind offen",
    },
    "headline.planned": "Geplante Arbeiten im Gange: {title}",
    "headline.planned_several": {
        "one": "Geplante Arbeiten sind im Gange",
        "other": "{count} geplante Arbeiten sind im Gange",
    },
    "headline.overrunning": "Geplante Arbeiten dauern länger als erwartet: {title}",
    "headline.broken": "Einige Meldungen können nicht angezeigt werden",
    # Around every page
    "page.title": "{page} – {site}",
    "page.share_title": "{headline} ({time}) – {site}",
    "page.description": "{site}: {headline}. Was funktioniert, was nicht, und was Sie tun können.",
    "nav.home": "Aktueller Stand",
    "nav.history": "Verlauf",
    "nav.subscribe": "Abonnieren",
    "footer.changed": "Letzte Änderung: {time}",
    "footer.never_changed": "Bisher wurde nichts gemeldet",
    "footer.zone": "Alle Zeitangaben: {zone}",
    "empty.recent": {
        "one": "Keine Probleme am vergangenen Tag gemeldet",
        "other": "Keine Probleme in den letzten {count} Tagen gemeldet",
    },
    "empty.component": "Zu „{name}“ wurde nichts gemeldet",
    # Labels
    "label.still_works": "Was noch funktioniert",
    "label.what_to_do": "Was Sie tun können",
    "label.data_safe": "Sind meine Daten sicher?",
    "label.affected": "Betroffen",
    "label.since": "Seit",
    "label.started": "Beginn",
    "label.ended": "Ende",
    "label.ends": "Ende",
    # Promises of a next update
    "promise.by": "Nächstes Update bis {time}",
    "promise.late": "Ein Update war bis {time} zugesagt und ist überfällig",
    # Entries
    "entry.maintenance": "Geplante Arbeiten",
    "entry.since": "Seit {time}",
    "entry.summary": "{status}: {text}",
    "entry.more_in_history": "Mehr aus {year} im Verlauf",
    # Planned work
    "maintenance.started": "Die geplanten Arbeiten haben begonnen.",
    "maintenance.finished": "Die geplanten Arbeiten sind beendet.",
    "maintenance.overrunning": "Diese Arbeiten sollten bis {time} beendet sein und dauern länger.",
    "maintenance.window": "Geplant: {window}",
    # A report that was left out by --skip-broken
    "stub.title": "Diese Meldung kann nicht angezeigt werden",
    "stub.text": "In der Datei dieser Meldung ist ein Fehler, deshalb fehlt sie. Sobald der "
    "Fehler behoben ist, steht sie hier. Bitte schließen Sie bis dahin aus ihrem Fehlen nicht, "
    "dass alles funktioniert.",
    # Services and their history
    "component.now": "{name}: {state}",
    "component.earlier": "Frühere Meldungen im Verlauf",
    "component.part_of": "Gruppe: {group}",
    "group.all_working": "Alles funktioniert",
    "group.hit": {
        "one": "{count} von {total} funktioniert nicht normal",
        "other": "{count} von {total} funktionieren nicht normal",
    },
    "group.others": "Weitere Dienste",
    "day.clear": "{day}: keine Probleme",
    "day.hit": "{day}: {parts}",
    "day.part": "{state} ({duration})",
    "uptime.value": "{percent} verfügbar",
    "uptime.over": {
        "one": "{percent} verfügbar am vergangenen Tag",
        "other": "{percent} verfügbar in den letzten {count} Tagen",
    },
    "uptime.span": {"one": "des letzten ganzen Tages", "other": "der letzten {count} ganzen Tage"},
    "uptime.explained": "Die Verfügbarkeit ist der Anteil {span}, in dem "
    "ein Dienst funktioniert hat. Zeit im Zustand „{major}“ zählt ganz als verloren; von der Zeit "
    "im Zustand „{partial}“ zählen {weight} als verloren. Zeit im Zustand „{degraded}“ zählt "
    "nicht als verloren, und geplante Arbeiten bleiben außer Betracht. Das Ergebnis ist "
    "abgerundet, und der heutige Tag gehört nicht dazu.",
    "uptime.working": "Wie wir das berechnet haben",
    "uptime.total": "Die Gesamtzeit beträgt {total}; davon als verloren gezählt: {lost}.",
    "uptime.nothing_lost": "Keine Zeit zählt als verloren.",
    "uptime.problem": "Problem",
    "uptime.lasted": "Dauer",
    "uptime.counted": "Zählt als",
    # History
    "history.title": "Verlauf",
    "history.intro": "Alle gemeldeten Probleme und geplanten Arbeiten.",
    "history.year": "Verlauf {year}",
    "history.reports": {"one": "{count} Meldung", "other": "{count} Meldungen"},
    # How to follow
    "subscribe.title": "Auf dem Laufenden bleiben",
    "subscribe.intro": "So erhalten Sie jedes Update, ohne hier nachzusehen.",
    "subscribe.stop": "Zum Beenden löschen Sie den Feed in Ihrem Programm. Hier müssen Sie nichts "
    "abbestellen.",
    "subscribe.site_title": "Alles auf dieser Seite",
    "subscribe.reports": "Ein Eintrag für jedes Problem",
    "subscribe.calendar": "Geplante Arbeiten in Ihrem Kalender",
    "subscribe.programs": "Für Programme",
    "subscribe.program_summary": "Der aktuelle Stand als JSON",
    "subscribe.program_text": "Die Seite als reiner Text",
    "subscribe.program_markdown": "Die Seite als Markdown",
    "subscribe.program_badge": "Ein Bild, das den aktuellen Stand zeigt",
    "subscribe.for_site": "Jedes Update zu allen Problemen und geplanten Arbeiten.",
    "subscribe.for_group": "Nur, was die Dienste dieser Gruppe betrifft.",
    "subscribe.for_component": "Nur, was diesen Dienst betrifft.",
    "subscribe.for_incidents": "Ein Eintrag für jedes Problem statt für jedes Update, für "
    "Programme, die eine Liste der Probleme zeigen.",
    "subscribe.for_calendar": "Geplante Arbeiten in Ihrem Kalenderprogramm. Sie stehen dort "
    "zwischen Ihren eigenen Terminen und ändern sich mit, wenn sie hier verschoben werden.",
    # Feeds, calendars and the other files
    "feed.site_title": "{site}",
    "feed.site_description": "{site}: jedes Update zu Problemen und geplanten Arbeiten",
    "feed.component_title": "{site}: {name}",
    "feed.component_description": "Updates zu Problemen und geplanten Arbeiten: {name}",
    "feed.group_title": "{site}: {name}",
    "feed.group_description": "Updates zu Problemen und geplanten Arbeiten: {name}",
    "feed.incidents_title": "{site}: ein Eintrag für jede Meldung",
    "feed.incidents_description": "Ein Eintrag für jedes Problem und jede geplante Arbeit",
    "feed.item_title": "{status}: {title}",
    "feed.more": "Mehr lesen",
    "calendar.site_title": "{site}: geplante Arbeiten",
    "calendar.component_title": "{site}: geplante Arbeiten, {name}",
    "calendar.event_title": "Geplante Arbeiten: {title}",
    "badge.label": "Status",
    "badge.alt": "{name}: {state}",
    "embed.title": "Status der Dienste",
    "embed.details": "Was gerade los ist",
    "text.services": "Dienste",
    "text.incidents": "Offene Probleme",
    "text.in_progress": "Geplante Arbeiten im Gange",
    "text.upcoming": "Geplante Arbeiten",
    "text.service": "{name}: {state}",
    "text.report": "{time}: {title} ({status} · {weight})",
    "text.label": "{label}:",
    "text.page": "Die Seite selbst: {url}",
    # A page that does not exist
    "not_found.title": "Diese Seite gibt es nicht",
    "not_found.text": "Unter dieser Adresse gibt es keine Seite. Vielleicht ist sie falsch "
    "geschrieben, oder der Link, dem Sie gefolgt sind, stimmt nicht.",
    # What the templates of the default theme say
    "script.yours": "Ihre Zeit: {time}",
    "script.news": "Diese Seite hat sich geändert: {headline}",
    "script.stale": "Diese Seite ist möglicherweise veraltet. Zuletzt bestätigt: {time}.",
    "script.unconfirmed": "Diese Seite ist möglicherweise veraltet. Sie kann gerade nicht "
    "bestätigt werden.",
    "theme.under_way": "Diese Arbeiten sollten jetzt im Gange sein.",
    "theme.window_over": "Diese Arbeiten sollten inzwischen beendet sein. Wir bestätigen es hier.",
    "theme.brand_home": "Zurück zu {host}",
    "theme.brand_help": "Hilfe und Kontakt",
    "theme.table": "Tabelle",
    "theme.skip": "Zum Inhalt springen",
    "theme.nav": "Diese Website",
    "theme.reports_missing": "Deshalb sagt Ihnen diese Seite vielleicht nicht alles. Wir bringen "
    "das in Ordnung.",
    "theme.reports_missing_too": "Einige Meldungen können nicht angezeigt werden, deshalb sagt "
    "Ihnen diese Seite vielleicht nicht alles. Wir bringen das in Ordnung.",
    "theme.what_this_means": "Was das für Sie bedeutet",
    "theme.planned_for": "Wann",
    "theme.next_update": "Nächstes Update",
    "theme.promise": "Bis {time}",
    "theme.in_short": "Kurz gesagt",
    "theme.latest_update": "Neuestes Update",
    "theme.latest_as": "Neuestes Update: {status}",
    "theme.updates": "Was geschehen ist",
    "theme.all_updates": {"one": "Mehr dazu", "other": "Alle Updates ({count})"},
    "theme.services": "Die einzelnen Dienste",
    "theme.picture": "Unter jedem Dienst steht für jeden Tag bis gestern ein Strich. An Tagen mit "
    "Problemen ist er höher.",
    "theme.picture_phone": "Das Bild zeigt die letzten 30 Tage.",
    "theme.bad_days": {
        "one": "Probleme an {count} von {days} Tagen",
        "other": "Probleme an {count} von {days} Tagen",
    },
    "theme.no_bad_days": {
        "one": "Keine Probleme am vergangenen Tag",
        "other": "Keine Probleme in {count} Tagen",
    },
    "theme.planned": "Geplante Arbeiten",
    "theme.recent": "In letzter Zeit",
    "theme.all_history": "Ganzer Verlauf",
    "theme.years": "Jahre und Monate",
    "theme.now": "Im Moment",
    "theme.open": "Aktuell und geplant",
    "theme.last_days": {"one": "Der vergangene Tag", "other": "Die letzten {count} Tage"},
    "theme.past": "Frühere Meldungen",
    "theme.follow_link": "So bleiben Sie auf dem Laufenden",
    "theme.follow_this": "Diesen Dienst abonnieren",
    "theme.help": "Brauchen Sie Hilfe?",
    "theme.printed": "Wie es inzwischen aussieht: {url}",
    "theme.subscribe_lede": "Diese Seite kann Ihnen Bescheid geben, wenn sich etwas ändert. Das "
    "ist kostenlos und geht ohne Konto und ohne E-Mail-Adresse.",
    "theme.how": "So geht es",
    "theme.how_app": "Nehmen Sie eine App, die Feeds liest: einen Feedreader. Es gibt kostenlose "
    "für jedes Smartphone und jeden Computer; auch viele Mailprogramme und Team-Chats lesen Feeds.",
    "theme.how_copy": "Kopieren Sie unten die Adresse eines Feeds: den Link gedrückt halten oder "
    "mit der rechten Maustaste anklicken.",
    "theme.how_paste": "Fügen Sie sie in der App hinzu. Von da an zeigt die App jedes Update, "
    "sobald wir es veröffentlichen.",
    "theme.for_rss": "Für die meisten Apps und für Team-Chats. Im Zweifel nehmen Sie diesen.",
    "theme.for_atom": "Dieselben Updates, für Apps, die Atom verlangen.",
    "theme.for_json": "Dieselben Updates, für Programme.",
    "theme.feeds_of_groups": "Nur ein Teil",
    "theme.feeds_of_components": "Nur ein Dienst",
    "theme.stub_home": "Zum aktuellen Stand",
}

FORM: Final[Mapping[str, str]] = {
    "page.title": "Bearbeiten: {title}",
    "page.script": "Zum Bearbeiten ist JavaScript nötig. Die Statusseite selbst braucht es nicht.",
    "incident.many": "Probleme",
    "incident.one": "Problem",
    "incident.title": "Was nicht funktioniert, und wo. Ein kurzer Satz ohne Punkt.",
    "incident.services": "Wie es beim ersten Update um jeden betroffenen Dienst stand. Lassen Sie "
    "die anderen leer.",
    "work.many": "Geplante Arbeiten",
    "work.one": "geplante Arbeiten",
    "work.title": "Was nicht funktionieren wird, und wo. Ein kurzer Satz ohne Punkt.",
    "work.services": "Sie sind von Beginn bis Ende der geplanten Arbeiten nicht verfügbar.",
    "services.label": "Dienste",
    "services.retired": "{name} (nicht mehr vorhanden)",
    "title.label": "Titel",
    "title.wrong": "muss 3 bis 100 Zeichen haben",
    "still_works.label": "Was noch funktioniert",
    "still_works.one": "Satz",
    "still_works.hint": "Jeweils ein Satz.",
    "still_works.text": "Text",
    "what_to_do.label": "Was Kunden tun können",
    "what_to_do.hint": "Was Kunden tun oder stattdessen tun sollten.",
    "data_safe.label": "Sind meine Daten sicher?",
    "data_safe.hint": "Die Antwort als ganzer Satz.",
    "starts.label": "Beginn",
    "starts.hint": "Wann die Arbeiten beginnen.",
    "ends.label": "Ende",
    "ends.hint": "Wann sie spätestens beendet sind.",
    "next_update.label": "Nächstes Update",
    "next_update.hint": "Wann Sie wieder schreiben werden.",
    "publish_at.label": "Nicht vor",
    "publish_at.hint": "Bis dahin sieht es niemand.",
    "time.hint": "{hint} Zum Beispiel 2026-06-10 23:00, Zeitzone {zone}.",
    "time.wrong": "muss Datum und Uhrzeit sein, zum Beispiel 2026-06-10 23:00",
    "impact.label": "Wie schlimm es ist",
    "impact.hint": "Nur, wenn es die Dienste nicht schon sagen.",
    "draft.label": "Entwurf",
    "draft.hint": "Solange dies eingeschaltet ist, sieht niemand die Meldung.",
    "updates.label": "Updates",
    "updates.hint": "Jedes Update hat eine Überschrift: zweimal das Zeichen #, das Datum, die "
    "Uhrzeit (Zeitzone {zone}) und eines der Wörter {statuses}. Der Text steht darunter. Für Neues "
    "fügen Sie am Ende eine Überschrift und einen Text hinzu und lassen Sie stehen, was da ist.",
    "updates.wrong": "braucht eine Überschrift mit Datum und Uhrzeit in Ziffern",
}

SITE: Final[Mapping[str, str]] = {
    "page.title": "Status unserer Dienste",
    "stores.id": "filialen",
    "stores.name": "In unseren Filialen",
    "payments.id": "kartenzahlung",
    "payments.name": "Kartenzahlung",
    "payments.text": "Bezahlen an der Kasse mit Karte, Smartphone oder Uhr",
    "collecting.id": "abholung",
    "collecting.name": "Abholung in der Filiale",
    "collecting.text": "Onlinebestellungen in einer Filiale abholen",
    "online.id": "online",
    "online.name": "Online",
    "website.id": "website",
    "website.name": "Website",
    "orders.id": "onlinebestellungen",
    "orders.name": "Onlinebestellungen",
    "orders.text": "Bestellungen aufgeben und bezahlen",
    "help.name": "Hilfe und Kontakt",
    "state.slow": "Langsam",
    "status.fixed": "Vermutlich behoben",
}
