"""The Polish catalogue. What catalogues hold is described in `en`.

Names, durations and lists stand where they keep their basic form ("Czas trwania: 2 dni"), since
nothing here can inflect them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["MESSAGES"]

MESSAGES: Final[Mapping[str, str | Mapping[str, str]]] = {
    # The words of the format. Statuses are the format's own: subscribers know them from elsewhere.
    "state.operational": "Działa",
    "state.under_maintenance": "Planowane prace",
    "state.degraded_performance": "Działa wolno lub niestabilnie",
    "state.partial_outage": "Nie działa u niektórych",
    "state.major_outage": "Nie działa",
    "state.unknown": "Nie wiadomo",
    "status.investigating": "Sprawdzamy",
    "status.identified": "Przyczyna znana",
    "status.monitoring": "Obserwujemy",
    "status.resolved": "Rozwiązane",
    "status.scheduled": "Zaplanowane",
    "status.in_progress": "W toku",
    "status.verifying": "Weryfikacja",
    "status.completed": "Zakończone",
    "status.cancelled": "Odwołane",
    "status.update": "Informacja",
    "status.postmortem": "Podsumowanie",
    "impact.none": "Do wiadomości",
    "impact.minor": "Mniejszy problem",
    "impact.major": "Większy problem",
    "impact.critical": "Poważny problem",
    # Time
    "time.span": "{start} – {end}",
    "time.zone": "czas lokalny ({city})",
    "time.minutes": {
        "one": "{count} minuta",
        "few": "{count} minuty",
        "many": "{count} minut",
        "other": "{count} minuty",
    },
    "time.under_a_minute": "mniej niż minuta",
    # The answer first
    "headline.all_working": "Wszystko działa",
    "headline.services": {
        "one": "{count} usługa ma problemy",
        "few": "{count} usługi mają problemy",
        "many": "{count} usług ma problemy",
        "other": "{count} usługi ma problemy",
    },
    "headline.reports": {
        "one": "{count} aktywny komunikat",
        "few": "{count} aktywne komunikaty",
        "many": "{count} aktywnych komunikatów",
        "other": "{count} aktywnego komunikatu",
    },
    "headline.planned": "Trwają planowane prace: {title}",
    "headline.planned_several": {
        "one": "Trwają planowane prace",
        "few": "Trwają {count} planowane prace",
        "many": "Trwa {count} planowanych prac",
        "other": "Trwa {count} planowanej pracy",
    },
    "headline.overrunning": "Planowane prace trwają dłużej, niż zakładano: {title}",
    "headline.broken": "Niektórych komunikatów nie można pokazać",
    # Around every page
    "page.title": "{page} – {site}",
    "page.share_title": "{headline} ({time}) – {site}",
    "page.description": "{site}: {headline}. Co działa, co nie działa i co można zrobić.",
    "nav.home": "Aktualny stan",
    "nav.history": "Historia",
    "nav.subscribe": "Śledź",
    "footer.changed": "Ostatnia zmiana: {time}",
    "footer.never_changed": "Nic jeszcze nie zgłoszono",
    "footer.zone": "Wszystkie godziny: {zone}",
    "empty.recent": {
        "one": "W ostatnim dniu nie zgłoszono problemów",
        "few": "W ostatnich {count} dniach nie zgłoszono problemów",
        "many": "W ostatnich {count} dniach nie zgłoszono problemów",
        "other": "W ostatnich {count} dniach nie zgłoszono problemów",
    },
    "empty.component": "Nic nie zgłoszono dla usługi „{name}”",
    # Labels
    "label.still_works": "Co nadal działa",
    "label.what_to_do": "Co można zrobić",
    "label.data_safe": "Czy moje dane są bezpieczne?",
    "label.affected": "Czego dotyczy",
    "label.since": "Od",
    "label.started": "Początek",
    "label.ended": "Koniec",
    "label.ends": "Koniec",
    # Promises of a next update
    "promise.by": "Następna informacja do: {time}",
    "promise.late": "Informacja była obiecana do: {time}. Spóźnia się",
    # Entries
    "entry.maintenance": "Planowane prace",
    "entry.since": "Od: {time}",
    "entry.summary": "{status}: {text}",
    "entry.more_in_history": "Więcej z roku {year} w historii",
    # Planned work
    "maintenance.started": "Planowane prace się rozpoczęły.",
    "maintenance.finished": "Planowane prace się zakończyły.",
    "maintenance.overrunning": "Te prace trwają dłużej, niż zakładano. Planowany koniec: {time}.",
    "maintenance.window": "Termin: {window}",
    # A report that was left out by --skip-broken
    "stub.title": "Tego komunikatu nie można pokazać",
    "stub.text": "W pliku tego komunikatu jest błąd, dlatego został pominięty. Pojawi się tutaj, "
    "gdy błąd zostanie poprawiony. Do tego czasu brak komunikatu nie oznacza, że wszystko działa.",
    # Services and their history
    "component.now": "{name}: {state}",
    "component.earlier": "Wcześniejsze komunikaty w historii",
    "component.part_of": "Grupa: {group}",
    "group.all_working": "Wszystko działa",
    "group.hit": {
        "one": "{count} z {total} nie działa normalnie",
        "few": "{count} z {total} nie działają normalnie",
        "many": "{count} z {total} nie działa normalnie",
        "other": "{count} z {total} nie działa normalnie",
    },
    "group.others": "Inne usługi",
    "day.clear": "{day}: bez problemów",
    "day.hit": "{day}: {parts}",
    "day.part": "{state} ({duration})",
    "uptime.value": "Dostępność {percent}",
    "uptime.over": {
        "one": "Dostępność {percent} w ostatnim dniu",
        "few": "Dostępność {percent} w ostatnich {count} dniach",
        "many": "Dostępność {percent} w ostatnich {count} dniach",
        "other": "Dostępność {percent} w ostatnich {count} dniach",
    },
    "uptime.explained": "Dostępność to część ostatnich pełnych dni (tu: {days}), w której usługa "
    "działała. Czas w stanie „{major}” liczy się w całości jako stracony; z czasu w stanie "
    "„{partial}” liczy się jako stracone {weight}. Czas w stanie „{degraded}” nie liczy się jako "
    "stracony, a planowane prace są pomijane. Wynik jest zaokrąglony w dół, a dzień dzisiejszy "
    "nie jest wliczony.",
    "uptime.working": "Jak to obliczyliśmy",
    "uptime.total": "Dni mają łącznie {total}; jako stracone liczy się: {lost}.",
    "uptime.nothing_lost": "W tych dniach nic nie liczy się jako stracone.",
    "uptime.problem": "Problem",
    "uptime.lasted": "Czas trwania",
    "uptime.counted": "Liczy się jako",
    # History
    "history.title": "Historia",
    "history.intro": "Wszystkie zgłoszone problemy i planowane prace.",
    "history.year": "Historia: {year}",
    "history.reports": {
        "one": "{count} komunikat",
        "few": "{count} komunikaty",
        "many": "{count} komunikatów",
        "other": "{count} komunikatu",
    },
    # How to follow
    "subscribe.title": "Śledź tę stronę",
    "subscribe.intro": "Jak otrzymywać każdą informację bez zaglądania tutaj.",
    "subscribe.stop": "Aby zrezygnować, usuń kanał ze swojego czytnika. Tutaj nie trzeba nic "
    "robić.",
    "subscribe.site_title": "Cała strona",
    "subscribe.reports": "Jedna pozycja na każdy problem",
    "subscribe.calendar": "Planowane prace w Twoim kalendarzu",
    "subscribe.programs": "Dla programów",
    "subscribe.program_summary": "Aktualny stan jako JSON",
    "subscribe.program_text": "Strona jako zwykły tekst",
    "subscribe.program_markdown": "Strona jako Markdown",
    "subscribe.program_badge": "Obrazek pokazujący aktualny stan",
    "subscribe.for_site": "Każda informacja o problemach i planowanych pracach.",
    "subscribe.for_group": "Tylko to, co dotyczy usług tej grupy.",
    "subscribe.for_component": "Tylko to, co dotyczy tej usługi.",
    "subscribe.for_incidents": "Jedna pozycja na każdy problem zamiast jednej na każdą "
    "informację, dla programów pokazujących listę problemów.",
    "subscribe.for_calendar": "Planowane prace w Twoim programie kalendarza. Widać je wśród "
    "Twoich terminów i przesuwają się, gdy zostaną przesunięte tutaj.",
    # Feeds, calendars and the other files
    "feed.site_title": "{site}",
    "feed.site_description": "{site}: każda informacja o problemach i planowanych pracach",
    "feed.component_title": "{site}: {name}",
    "feed.component_description": "Informacje o problemach i planowanych pracach: {name}",
    "feed.group_title": "{site}: {name}",
    "feed.group_description": "Informacje o problemach i planowanych pracach: {name}",
    "feed.incidents_title": "{site}: jedna pozycja na każdy komunikat",
    "feed.incidents_description": "Jedna pozycja na każdy problem i każdą planowaną pracę",
    "feed.item_title": "{status}: {title}",
    "calendar.site_title": "{site}: planowane prace",
    "calendar.component_title": "{site}: planowane prace, {name}",
    "calendar.event_title": "Planowane prace: {title}",
    "badge.label": "Stan",
    "badge.alt": "{name}: {state}",
    "embed.title": "Stan usług",
    "embed.details": "Zobacz, co się dzieje",
    "text.services": "Usługi",
    "text.incidents": "Otwarte problemy",
    "text.in_progress": "Planowane prace w toku",
    "text.upcoming": "Planowane prace",
    "text.service": "{name}: {state}",
    "text.report": "{time}: {title} ({status})",
    "text.label": "{label}:",
    "text.page": "Sama strona: {url}",
    # A page that does not exist
    "not_found.title": "Nie ma takiej strony",
    "not_found.text": "Pod tym adresem nie ma strony. Może jest błędnie wpisany albo odnośnik, "
    "który tu prowadził, jest niewłaściwy.",
    # What the templates of the default theme say
    "script.yours": "Twój czas: {time}",
    "script.news": "Ta strona się zmieniła: {headline}",
    "script.stale": "Ta strona może być nieaktualna. Ostatnie potwierdzenie: {time}.",
    "script.unconfirmed": "Ta strona może być nieaktualna. Teraz nie można jej potwierdzić.",
    "theme.under_way": "Te prace powinny teraz trwać.",
    "theme.window_over": "Te prace powinny już być zakończone. Potwierdzimy to tutaj.",
    "theme.brand_home": "Powrót do {host}",
    "theme.brand_help": "Pomoc i kontakt",
    "theme.table": "Tabela",
    "theme.skip": "Przejdź do treści",
    "theme.nav": "Ta strona",
    "theme.reports_missing": "Dlatego ta strona może nie mówić wszystkiego. Naprawiamy to.",
    "theme.reports_missing_too": "Niektórych komunikatów nie można pokazać, dlatego ta strona "
    "może nie mówić wszystkiego. Naprawiamy to.",
    "theme.what_this_means": "Co to dla Ciebie oznacza",
    "theme.planned_for": "Kiedy",
    "theme.next_update": "Następna informacja",
    "theme.promise": "Do: {time}",
    "theme.in_short": "W skrócie",
    "theme.latest_update": "Najnowsza informacja",
    "theme.latest_as": "Najnowsza informacja: {status}",
    "theme.updates": "Co się stało",
    "theme.all_updates": {
        "one": "Więcej o tym",
        "few": "Wszystkie informacje ({count})",
        "many": "Wszystkie informacje ({count})",
        "other": "Wszystkie informacje ({count})",
    },
    "theme.services": "Poszczególne usługi",
    "theme.picture": "Pod każdą usługą jest kreska na każdy dzień do wczoraj. Dzień z problemami "
    "ma wyższą kreskę.",
    "theme.picture_phone": "Obrazek pokazuje ostatnie 30 dni.",
    "theme.bad_days": {
        "one": "Dni z problemami: {count} z {days}",
        "few": "Dni z problemami: {count} z {days}",
        "many": "Dni z problemami: {count} z {days}",
        "other": "Dni z problemami: {count} z {days}",
    },
    "theme.no_bad_days": {
        "one": "Bez problemów przez {count} dzień",
        "few": "Bez problemów przez {count} dni",
        "many": "Bez problemów przez {count} dni",
        "other": "Bez problemów przez {count} dnia",
    },
    "theme.planned": "Planowane prace",
    "theme.recent": "Ostatnio",
    "theme.all_history": "Cała historia",
    "theme.years": "Lata i miesiące",
    "theme.now": "W tej chwili",
    "theme.open": "Teraz i w planie",
    "theme.last_days": {
        "one": "Ostatni dzień",
        "few": "Ostatnie {count} dni",
        "many": "Ostatnie {count} dni",
        "other": "Ostatnie {count} dnia",
    },
    "theme.past": "Co było wcześniej",
    "theme.follow_link": "Jak śledzić tę stronę",
    "theme.follow_this": "Śledź tę usługę",
    "theme.help": "Potrzebujesz pomocy?",
    "theme.printed": "Jak jest teraz: {url}",
    "theme.subscribe_lede": "Ta strona może dać Ci znać, gdy coś się zmieni. To nic nie kosztuje "
    "i nie wymaga konta ani adresu e-mail.",
    "theme.how": "Jak to działa",
    "theme.how_app": "Użyj aplikacji, która czyta kanały: czytnika kanałów RSS. Są darmowe na "
    "każdy telefon i komputer, a wiele programów pocztowych i czatów zespołowych też czyta kanały.",
    "theme.how_copy": "Skopiuj poniżej adres kanału: przytrzymaj odnośnik albo kliknij go prawym "
    "przyciskiem.",
    "theme.how_paste": "Dodaj go w aplikacji. Odtąd aplikacja pokaże każdą informację, gdy tylko "
    "ją opublikujemy.",
    "theme.for_rss": "Dla większości aplikacji i czatów zespołowych. W razie wątpliwości wybierz "
    "ten.",
    "theme.for_atom": "Te same informacje, dla aplikacji, które wymagają Atom.",
    "theme.for_json": "Te same informacje, dla programów.",
    "theme.feeds_of_groups": "Tylko jedna część",
    "theme.feeds_of_components": "Tylko jedna usługa",
    "theme.stub_home": "Zobacz, jak wszystko działa teraz",
}
