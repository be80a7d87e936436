"""The Dutch catalogue. What catalogues hold is described in `en`; readers are addressed as u."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FORM", "MESSAGES"]

MESSAGES: Final[Mapping[str, str | Mapping[str, str]]] = {
    # The words of the format. Statuses are the format's own: subscribers know them from elsewhere.
    "state.operational": "Werkt",
    "state.under_maintenance": "Gepland onderhoud",
    "state.degraded_performance": "Traag of onbetrouwbaar",
    "state.partial_outage": "Werkt voor sommigen niet",
    "state.major_outage": "Werkt niet",
    "state.unknown": "Niet bekend",
    "status.investigating": "Wordt onderzocht",
    "status.identified": "Oorzaak gevonden",
    "status.monitoring": "Wordt gevolgd",
    "status.resolved": "Opgelost",
    "status.scheduled": "Aangekondigd",
    "status.in_progress": "Bezig",
    "status.verifying": "Wordt gecontroleerd",
    "status.completed": "Afgerond",
    "status.cancelled": "Geannuleerd",
    "status.update": "Update",
    "status.postmortem": "Terugblik",
    "impact.none": "Ter informatie",
    "impact.minor": "Klein probleem",
    "impact.major": "Groot probleem",
    "impact.critical": "Ernstig probleem",
    # Time
    "time.span": "{start} – {end}",
    "time.zone": "lokale tijd in {city}",
    "time.minutes": {"one": "{count} minuut", "other": "{count} minuten"},
    "time.under_a_minute": "minder dan een minuut",
    # The answer first
    "headline.all_working": "Alles werkt",
    "headline.services": {
        "one": "Problemen met {count} dienst",
        "other": "Problemen met {count} diensten",
    },
    "headline.reports": {
        "one": "{count} melding staat open",
        "other": "{count} meldingen staan open",
    },
    "headline.planned": "Gepland onderhoud aan de gang: {title}",
    "headline.planned_several": {
        "one": "Gepland onderhoud is aan de gang",
        "other": "{count} geplande werkzaamheden zijn aan de gang",
    },
    "headline.overrunning": "Gepland onderhoud duurt langer dan verwacht: {title}",
    "headline.broken": "Sommige meldingen kunnen niet worden getoond",
    # Around every page
    "page.title": "{page} – {site}",
    "page.share_title": "{headline} ({time}) – {site}",
    "page.description": "{site}: {headline}. Wat werkt, wat niet werkt en wat u kunt doen.",
    "nav.home": "Actuele status",
    "nav.history": "Geschiedenis",
    "nav.subscribe": "Volgen",
    "footer.changed": "Laatste wijziging: {time}",
    "footer.never_changed": "Er is nog niets gemeld",
    "footer.zone": "Alle tijden: {zone}",
    "empty.recent": {
        "one": "Geen problemen gemeld in de afgelopen dag",
        "other": "Geen problemen gemeld in de afgelopen {count} dagen",
    },
    "empty.component": "Voor {name} is niets gemeld",
    # Labels
    "label.still_works": "Wat nog werkt",
    "label.what_to_do": "Wat u kunt doen",
    "label.data_safe": "Zijn mijn gegevens veilig?",
    "label.affected": "Betreft",
    "label.since": "Sinds",
    "label.started": "Begin",
    "label.ended": "Einde",
    "label.ends": "Einde",
    # Promises of a next update
    "promise.by": "Volgende update uiterlijk {time}",
    "promise.late": "De update die uiterlijk {time} was beloofd, is te laat",
    # Entries
    "entry.maintenance": "Gepland onderhoud",
    "entry.since": "Sinds {time}",
    "entry.summary": "{status}: {text}",
    "entry.more_in_history": "Meer uit {year} in de geschiedenis",
    # Planned work
    "maintenance.started": "Het geplande onderhoud is begonnen.",
    "maintenance.finished": "Het geplande onderhoud is klaar.",
    "maintenance.overrunning": "Dit onderhoud zou uiterlijk {time} klaar zijn en duurt langer.",
    "maintenance.window": "Gepland: {window}",
    # A report that was left out by --skip-broken
    "stub.title": "Deze melding kan niet worden getoond",
    "stub.text": "Er zit een fout in het bestand van deze melding, daarom is die weggelaten. "
    "Zodra de fout is hersteld, staat de melding hier. Denk tot die tijd niet dat alles werkt "
    "omdat deze melding ontbreekt.",
    # Services and their history
    "component.now": "{name}: {state}",
    "component.earlier": "Eerdere meldingen in de geschiedenis",
    "component.part_of": "Groep: {group}",
    "group.all_working": "Alles werkt",
    "group.hit": {
        "one": "{count} van de {total} werkt niet normaal",
        "other": "{count} van de {total} werken niet normaal",
    },
    "group.others": "Andere diensten",
    "day.clear": "{day}: geen problemen",
    "day.hit": "{day}: {parts}",
    "day.part": "{state} ({duration})",
    "uptime.value": "{percent} beschikbaar",
    "uptime.over": {
        "one": "{percent} beschikbaar in de afgelopen dag",
        "other": "{percent} beschikbaar in de afgelopen {count} dagen",
    },
    "uptime.explained": "De beschikbaarheid is het deel van de afgelopen {days} hele dagen waarin "
    "een dienst werkte. Tijd in de toestand ‘{major}’ telt helemaal als verloren; van tijd in de "
    "toestand ‘{partial}’ telt {weight} als verloren. Tijd in de toestand ‘{degraded}’ telt niet "
    "als verloren, en gepland onderhoud blijft buiten beschouwing. De uitkomst is naar beneden "
    "afgerond, en vandaag telt niet mee.",
    "uptime.working": "Hoe we dit hebben berekend",
    "uptime.total": "De dagen hebben samen {total}; daarvan telt als verloren: {lost}.",
    "uptime.nothing_lost": "In deze dagen telt niets als verloren.",
    "uptime.problem": "Probleem",
    "uptime.lasted": "Duur",
    "uptime.counted": "Telt als",
    # History
    "history.title": "Geschiedenis",
    "history.intro": "Alle gemelde problemen en al het geplande onderhoud.",
    "history.year": "Geschiedenis van {year}",
    "history.reports": {"one": "{count} melding", "other": "{count} meldingen"},
    # How to follow
    "subscribe.title": "Deze pagina volgen",
    "subscribe.intro": "Zo krijgt u elke update zonder terug te komen om te kijken.",
    "subscribe.stop": "Om te stoppen verwijdert u de feed uit uw feedlezer. Hier hoeft u niets op "
    "te zeggen.",
    "subscribe.site_title": "De hele site",
    "subscribe.reports": "Eén item voor elk probleem",
    "subscribe.calendar": "Gepland onderhoud in uw agenda",
    "subscribe.programs": "Voor programma’s",
    "subscribe.program_summary": "De actuele status als JSON",
    "subscribe.program_text": "De pagina als platte tekst",
    "subscribe.program_markdown": "De pagina als Markdown",
    "subscribe.program_badge": "Een afbeelding die de actuele status toont",
    "subscribe.for_site": "Elke update over alle problemen en al het geplande onderhoud.",
    "subscribe.for_group": "Alleen wat over de diensten van die groep gaat.",
    "subscribe.for_component": "Alleen wat over die dienst gaat.",
    "subscribe.for_incidents": "Eén item voor elk probleem in plaats van één voor elke update, "
    "voor programma’s die een lijst van problemen tonen.",
    "subscribe.for_calendar": "Gepland onderhoud in uw agendaprogramma. Het staat tussen uw eigen "
    "afspraken, en schuift mee als het hier wordt verschoven.",
    # Feeds, calendars and the other files
    "feed.site_title": "{site}",
    "feed.site_description": "{site}: elke update over problemen en gepland onderhoud",
    "feed.component_title": "{site}: {name}",
    "feed.component_description": "Updates over problemen en gepland onderhoud: {name}",
    "feed.group_title": "{site}: {name}",
    "feed.group_description": "Updates over problemen en gepland onderhoud: {name}",
    "feed.incidents_title": "{site}: één item voor elke melding",
    "feed.incidents_description": "Eén item voor elk probleem en voor elk gepland onderhoud",
    "feed.item_title": "{status}: {title}",
    "calendar.site_title": "{site}: gepland onderhoud",
    "calendar.component_title": "{site}: gepland onderhoud, {name}",
    "calendar.event_title": "Gepland onderhoud: {title}",
    "badge.label": "Status",
    "badge.alt": "{name}: {state}",
    "embed.title": "Status van de diensten",
    "embed.details": "Kijk wat er aan de hand is",
    "text.services": "Diensten",
    "text.incidents": "Actuele problemen",
    "text.in_progress": "Gepland onderhoud dat nu bezig is",
    "text.upcoming": "Gepland onderhoud",
    "text.service": "{name}: {state}",
    "text.report": "{time}: {title} ({status})",
    "text.label": "{label}:",
    "text.page": "De pagina zelf: {url}",
    # A page that does not exist
    "not_found.title": "Deze pagina bestaat niet",
    "not_found.text": "Er is geen pagina op dit adres. Misschien is het verkeerd getypt, of klopt "
    "de link die u hebt gevolgd niet.",
    # What the templates of the default theme say
    "script.yours": "uw tijd: {time}",
    "script.news": "Deze pagina is veranderd: {headline}",
    "script.stale": "Deze pagina is misschien verouderd. Laatst bevestigd: {time}.",
    "script.unconfirmed": "Deze pagina is misschien verouderd. Dat kan nu niet worden nagegaan.",
    "theme.under_way": "Dit onderhoud zou nu bezig moeten zijn.",
    "theme.window_over": "Dit onderhoud zou nu klaar moeten zijn. We bevestigen het hier.",
    "theme.brand_home": "Terug naar {host}",
    "theme.brand_help": "Hulp en contact",
    "theme.table": "Tabel",
    "theme.skip": "Naar de inhoud",
    "theme.nav": "Deze site",
    "theme.reports_missing": "Daarom vertelt deze pagina u misschien niet alles. We lossen dit op.",
    "theme.reports_missing_too": "Sommige meldingen kunnen niet worden getoond, dus deze pagina "
    "vertelt u misschien niet alles. We lossen dit op.",
    "theme.what_this_means": "Wat dit voor u betekent",
    "theme.planned_for": "Wanneer",
    "theme.next_update": "Volgende update",
    "theme.promise": "Uiterlijk {time}",
    "theme.in_short": "In het kort",
    "theme.latest_update": "Laatste update",
    "theme.latest_as": "Laatste update: {status}",
    "theme.updates": "Wat er is gebeurd",
    "theme.all_updates": {"one": "Meer hierover", "other": "Alle updates ({count})"},
    "theme.services": "Per dienst",
    "theme.picture": "Onder elke dienst staat een streepje voor elke dag tot en met gisteren. Op "
    "dagen met problemen is het hoger.",
    "theme.picture_phone": "De afbeelding toont de laatste 30 dagen.",
    "theme.bad_days": {
        "one": "Problemen op {count} van de {days} dagen",
        "other": "Problemen op {count} van de {days} dagen",
    },
    "theme.no_bad_days": {
        "one": "Geen problemen in de afgelopen dag",
        "other": "Geen problemen in {count} dagen",
    },
    "theme.planned": "Gepland onderhoud",
    "theme.recent": "De laatste tijd",
    "theme.all_history": "Hele geschiedenis",
    "theme.years": "Jaren en maanden",
    "theme.now": "Op dit moment",
    "theme.open": "Nu en gepland",
    "theme.last_days": {"one": "De afgelopen dag", "other": "De afgelopen {count} dagen"},
    "theme.past": "Wat er eerder is gebeurd",
    "theme.follow_link": "Zo volgt u deze pagina",
    "theme.follow_this": "Deze dienst volgen",
    "theme.help": "Hulp nodig?",
    "theme.printed": "Hoe het er nu voor staat: {url}",
    "theme.subscribe_lede": "Deze pagina kan u laten weten wanneer er iets verandert. Dat is "
    "gratis, zonder account en zonder e-mailadres.",
    "theme.how": "Zo werkt het",
    "theme.how_app": "Neem een app die feeds leest: een feedlezer. Er zijn gratis apps voor elke "
    "telefoon en computer, en ook veel mailprogramma’s en teamchats lezen feeds.",
    "theme.how_copy": "Kopieer hieronder het adres van een feed: houd de link ingedrukt, of klik "
    "er met de rechtermuisknop op.",
    "theme.how_paste": "Voeg het toe in de app. Vanaf dat moment toont de app elke update zodra "
    "wij die plaatsen.",
    "theme.for_rss": "Voor de meeste apps en voor teamchats. Neem bij twijfel deze.",
    "theme.for_atom": "Dezelfde updates, voor apps die om Atom vragen.",
    "theme.for_json": "Dezelfde updates, voor programma’s.",
    "theme.feeds_of_groups": "Alleen een deel",
    "theme.feeds_of_components": "Alleen één dienst",
    "theme.stub_home": "Kijk hoe alles er nu voor staat",
}

FORM: Final[Mapping[str, str]] = {
    "page.title": "Bewerken: {title}",
    "page.script": "Voor bewerken is JavaScript nodig. De statuspagina zelf heeft het niet nodig.",
    "incident.many": "Problemen",
    "incident.one": "probleem",
    "incident.title": "Wat er niet werkt, en waar. Een korte zin zonder punt.",
    "incident.services": "Hoe elke getroffen dienst ervoor stond bij de eerste update. Laat de "
    "andere leeg.",
    "work.many": "Gepland onderhoud",
    "work.one": "gepland onderhoud",
    "work.title": "Wat er niet zal werken, en waar. Een korte zin zonder punt.",
    "work.services": "Ze zijn van het begin tot het einde van het geplande onderhoud niet "
    "beschikbaar.",
    "services.label": "Diensten",
    "services.retired": "{name} (bestaat niet meer)",
    "title.label": "Titel",
    "title.wrong": "moet 3 tot 100 tekens hebben",
    "still_works.label": "Wat nog werkt",
    "still_works.one": "zin",
    "still_works.hint": "Voor elk punt één zin.",
    "still_works.text": "Tekst",
    "what_to_do.label": "Wat klanten kunnen doen",
    "what_to_do.hint": "Wat klanten moeten doen, of in plaats daarvan kunnen doen.",
    "data_safe.label": "Zijn mijn gegevens veilig?",
    "data_safe.hint": "Het antwoord, als hele zin.",
    "starts.label": "Begin",
    "starts.hint": "Wanneer het onderhoud begint.",
    "ends.label": "Einde",
    "ends.hint": "Wanneer het uiterlijk klaar is.",
    "next_update.label": "Volgende update",
    "next_update.hint": "Wanneer u weer schrijft.",
    "publish_at.label": "Niet eerder dan",
    "publish_at.hint": "Tot dat moment ziet niemand het.",
    "time.hint": "{hint} Bijvoorbeeld 2026-06-10 23:00, tijdzone {zone}.",
    "time.wrong": "moet een datum en een tijd zijn, bijvoorbeeld 2026-06-10 23:00",
    "impact.label": "Hoe erg het is",
    "impact.hint": "Alleen als de diensten het niet al zeggen.",
    "draft.label": "Concept",
    "draft.hint": "Zolang dit aanstaat, ziet niemand de melding.",
    "updates.label": "Updates",
    "updates.hint": "Elke update heeft een kop: twee keer het teken #, de datum, de tijd "
    "(tijdzone {zone}) en een van deze woorden: {statuses}. De tekst staat eronder. Om nieuws te "
    "plaatsen voegt u aan het einde een kop en een tekst toe en laat u staan wat er is.",
    "updates.wrong": "moet een kop hebben met de datum en de tijd in cijfers",
}
