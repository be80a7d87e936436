"""The Italian catalogue. What catalogues hold is described in `en`; readers are addressed as tu.

Nothing that is filled in stands behind a preposition that would join its article.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FORM", "MESSAGES", "SITE"]

MESSAGES: Final[Mapping[str, str | Mapping[str, str]]] = {
    # The words of the format. Statuses are the format's own: subscribers know them from elsewhere.
    "state.operational": "In funzione",
    "state.under_maintenance": "In manutenzione",
    "state.degraded_performance": "Lentezza o instabilità",
    "state.partial_outage": "Fuori servizio per alcuni",
    "state.major_outage": "Fuori servizio",
    "state.unknown": "Stato sconosciuto",
    "status.investigating": "In esame",
    "status.identified": "Causa trovata",
    "status.monitoring": "Sotto osservazione",
    "status.resolved": "Risolto",
    "status.scheduled": "Annunciata",
    "status.in_progress": "In corso",
    "status.verifying": "In verifica",
    "status.completed": "Completata",
    "status.cancelled": "Annullata",
    "status.update": "Aggiornamento",
    "status.postmortem": "Analisi finale",
    "impact.none": "Per informazione",
    "impact.minor": "Problema lieve",
    "impact.major": "Problema grave",
    "impact.critical": "Problema critico",
    # Time
    "time.span": "{start} – {end}",
    "time.zone": "ora di {city}",
    "time.minutes": {
        "one": "{count} minuto",
        "many": "{count} di minuti",
        "other": "{count} minuti",
    },
    "time.under_a_minute": "meno di un minuto",
    # The answer first
    "headline.all_working": "Funziona tutto",
    "headline.services": {
        "one": "Problemi con {count} servizio",
        "many": "Problemi con {count} di servizi",
        "other": "Problemi con {count} servizi",
    },
    "headline.reports": {
        "one": "{count} avviso attivo",
        "many": "{count} di avvisi attivi",
        "other": "{count} avvisi attivi",
    },
    "headline.planned": "Manutenzione programmata in corso: {title}",
    "headline.planned_several": {
        "one": "Manutenzione programmata in corso",
        "many": "{count} di manutenzioni programmate in corso",
        "other": "{count} manutenzioni programmate in corso",
    },
    "headline.overrunning": "La manutenzione programmata dura più del previsto: {title}",
    "headline.broken": "Impossibile mostrare alcuni avvisi",
    # Around every page
    "page.title": "{page} – {site}",
    "page.share_title": "{headline} ({time}) – {site}",
    "page.description": "{site}: {headline}. Che cosa funziona, che cosa no, e che cosa fare.",
    "nav.home": "Stato attuale",
    "nav.history": "Cronologia",
    "nav.subscribe": "Segui",
    "footer.changed": "Ultima modifica: {time}",
    "footer.never_changed": "Finora non è stato segnalato nulla",
    "footer.zone": "Tutti gli orari: {zone}",
    "empty.recent": {
        "one": "Nessun problema segnalato nell’ultimo giorno",
        "many": "Nessun problema segnalato negli ultimi {count} di giorni",
        "other": "Nessun problema segnalato negli ultimi {count} giorni",
    },
    "empty.component": "Nessun avviso per {name}",
    # Labels
    "label.still_works": "Che cosa funziona ancora",
    "label.what_to_do": "Che cosa fare",
    "label.data_safe": "I miei dati sono al sicuro?",
    "label.affected": "Servizi coinvolti",
    "label.since": "Inizio",
    "label.started": "Inizio",
    "label.ended": "Fine",
    "label.ends": "Fine",
    # Promises of a next update
    "promise.by": "Prossimo aggiornamento entro: {time}",
    "promise.late": "L’aggiornamento promesso è in ritardo. Era atteso entro: {time}",
    # Entries
    "entry.maintenance": "Manutenzione programmata",
    "entry.since": "Inizio: {time}",
    "entry.summary": "{status}: {text}",
    "entry.more_in_history": "Altri avvisi del {year} nella cronologia",
    # Planned work
    "maintenance.started": "La manutenzione programmata è iniziata.",
    "maintenance.finished": "La manutenzione programmata è terminata.",
    "maintenance.overrunning": "Questa manutenzione dura più del previsto. Fine prevista: {time}.",
    "maintenance.window": "In programma: {window}",
    # A report that was left out by --skip-broken
    "stub.title": "Questo avviso non si può mostrare",
    "stub.text": "Nel file di questo avviso c’è un errore, perciò l’avviso manca. Apparirà qui "
    "quando l’errore sarà corretto. Fino ad allora, la sua assenza non vuol dire che funzioni "
    "tutto.",
    # Services and their history
    "component.now": "{name}: {state}",
    "component.earlier": "Avvisi precedenti nella cronologia",
    "component.part_of": "Gruppo: {group}",
    "group.all_working": "Funziona tutto",
    "group.hit": {
        "one": "{count} su {total} non funziona normalmente",
        "many": "{count} su {total} non funzionano normalmente",
        "other": "{count} su {total} non funzionano normalmente",
    },
    "group.others": "Altri servizi",
    "day.clear": "{day}: nessun problema",
    "day.hit": "{day}: {parts}",
    "day.part": "{state} ({duration})",
    "uptime.value": "{percent} di disponibilità",
    "uptime.over": {
        "one": "{percent} di disponibilità nell’ultimo giorno",
        "many": "{percent} di disponibilità negli ultimi {count} di giorni",
        "other": "{percent} di disponibilità negli ultimi {count} giorni",
    },
    "uptime.span": {
        "one": "dell’ultimo giorno intero",
        "many": "degli ultimi {count} di giorni interi",
        "other": "degli ultimi {count} giorni interi",
    },
    "uptime.explained": "La disponibilità è la parte {span} in cui un "
    "servizio ha funzionato. Il tempo nello stato «{major}» conta per intero come perso; del "
    "tempo nello stato «{partial}» conta come perso il {weight}. Il tempo nello stato "
    "«{degraded}» non conta come perso, e la manutenzione programmata resta fuori. Il risultato è "
    "arrotondato per difetto, e il giorno di oggi non ne fa parte.",
    "uptime.working": "Come lo abbiamo calcolato",
    "uptime.total": "Il tempo totale è di {total}; tempo contato come perso: {lost}.",
    "uptime.nothing_lost": "Nessun tempo conta come perso.",
    "uptime.problem": "Problema",
    "uptime.lasted": "Durata",
    "uptime.counted": "Conta come",
    # History
    "history.title": "Cronologia",
    "history.intro": "Tutti i problemi segnalati e tutte le manutenzioni programmate.",
    "history.year": "Cronologia del {year}",
    "history.reports": {
        "one": "{count} avviso",
        "many": "{count} di avvisi",
        "other": "{count} avvisi",
    },
    # How to follow
    "subscribe.title": "Segui questa pagina",
    "subscribe.intro": "Come ricevere ogni aggiornamento senza tornare a guardare.",
    "subscribe.stop": "Per smettere, togli il feed dal tuo lettore di feed. Qui non c’è niente da "
    "disdire.",
    "subscribe.site_title": "Tutto il sito",
    "subscribe.reports": "Un elemento per ogni problema",
    "subscribe.calendar": "La manutenzione programmata nel tuo calendario",
    "subscribe.programs": "Per i programmi",
    "subscribe.program_summary": "Lo stato attuale in JSON",
    "subscribe.program_text": "La pagina come testo semplice",
    "subscribe.program_markdown": "La pagina in Markdown",
    "subscribe.program_badge": "Un’immagine che mostra lo stato attuale",
    "subscribe.for_site": "Ogni aggiornamento su tutti i problemi e la manutenzione programmata.",
    "subscribe.for_group": "Solo ciò che riguarda i servizi di quel gruppo.",
    "subscribe.for_component": "Solo ciò che riguarda quel servizio.",
    "subscribe.for_incidents": "Un elemento per ogni problema invece di uno per ogni "
    "aggiornamento, per i programmi che mostrano un elenco di problemi.",
    "subscribe.for_calendar": "La manutenzione programmata nel tuo programma di calendario. "
    "Compare tra i tuoi appuntamenti, e si sposta quando viene spostata qui.",
    # Feeds, calendars and the other files
    "feed.site_title": "{site}",
    "feed.site_description": "{site}: ogni aggiornamento sui problemi e sulla manutenzione "
    "programmata",
    "feed.component_title": "{site}: {name}",
    "feed.component_description": "Aggiornamenti sui problemi e sulla manutenzione programmata: "
    "{name}",
    "feed.group_title": "{site}: {name}",
    "feed.group_description": "Aggiornamenti sui problemi e sulla manutenzione programmata: {name}",
    "feed.incidents_title": "{site}: un elemento per ogni avviso",
    "feed.incidents_description": "Un elemento per ogni problema e ogni manutenzione programmata",
    "feed.item_title": "{status}: {title}",
    "feed.more": "Leggi di più",
    "calendar.site_title": "{site}: manutenzione programmata",
    "calendar.component_title": "{site}: manutenzione programmata, {name}",
    "calendar.event_title": "Manutenzione programmata: {title}",
    "badge.label": "Stato",
    "badge.alt": "{name}: {state}",
    "embed.title": "Stato dei servizi",
    "embed.details": "Che cosa succede",
    "text.services": "Servizi",
    "text.incidents": "Problemi in corso",
    "text.in_progress": "Manutenzione programmata in corso",
    "text.upcoming": "Manutenzione programmata",
    "text.service": "{name}: {state}",
    "text.report": "{time}: {title} ({status} · {weight})",
    "text.label": "{label}:",
    "text.page": "La pagina stessa: {url}",
    # A page that does not exist
    "not_found.title": "Questa pagina non esiste",
    "not_found.text": "A questo indirizzo non c’è nessuna pagina. Forse è scritto male, o il link "
    "seguito non è giusto.",
    # What the templates of the default theme say
    "script.yours": "la tua ora: {time}",
    "script.news": "Questa pagina è cambiata: {headline}",
    "script.stale": "Questa pagina potrebbe non essere aggiornata. Ultima conferma: {time}.",
    "script.unconfirmed": "Questa pagina potrebbe non essere aggiornata. Al momento non si può "
    "confermare.",
    "theme.under_way": "Questa manutenzione dovrebbe essere in corso adesso.",
    "theme.window_over": "Questa manutenzione dovrebbe ormai essere finita. Lo confermeremo qui.",
    "theme.brand_home": "Torna a {host}",
    "theme.brand_help": "Aiuto e contatti",
    "theme.table": "Tabella",
    "theme.skip": "Vai al contenuto",
    "theme.nav": "Questo sito",
    "theme.reports_missing": "Perciò questa pagina potrebbe non dire tutto. Stiamo rimediando.",
    "theme.reports_missing_too": "Non è possibile mostrare alcuni avvisi, perciò questa pagina "
    "potrebbe non dire tutto. Stiamo rimediando.",
    "theme.what_this_means": "Che cosa significa per te",
    "theme.planned_for": "Quando",
    "theme.next_update": "Prossimo aggiornamento",
    "theme.promise": "Entro: {time}",
    "theme.in_short": "In breve",
    "theme.latest_update": "Ultimo aggiornamento",
    "theme.latest_as": "Ultimo aggiornamento: {status}",
    "theme.updates": "Che cosa è successo",
    "theme.all_updates": {
        "one": "Altro su questo",
        "many": "Tutti gli aggiornamenti ({count})",
        "other": "Tutti gli aggiornamenti ({count})",
    },
    "theme.services": "Servizio per servizio",
    "theme.picture": "Sotto ogni servizio c’è una tacca per ogni giorno fino a ieri. Nei giorni "
    "con problemi è più alta.",
    "theme.picture_phone": "L’immagine mostra gli ultimi 30 giorni.",
    "theme.bad_days": {
        "one": "Problemi in {count} giorno su {days}",
        "many": "Problemi in {count} giorni su {days}",
        "other": "Problemi in {count} giorni su {days}",
    },
    "theme.no_bad_days": {
        "one": "Nessun problema nell’ultimo giorno",
        "many": "Nessun problema in {count} di giorni",
        "other": "Nessun problema in {count} giorni",
    },
    "theme.planned": "Manutenzione programmata",
    "theme.recent": "Negli ultimi tempi",
    "theme.all_history": "Tutta la cronologia",
    "theme.years": "Anni e mesi",
    "theme.now": "In questo momento",
    "theme.open": "In corso e in programma",
    "theme.last_days": {
        "one": "L’ultimo giorno",
        "many": "Gli ultimi {count} di giorni",
        "other": "Gli ultimi {count} giorni",
    },
    "theme.past": "Che cosa è successo prima",
    "theme.follow_link": "Come seguire questa pagina",
    "theme.follow_this": "Segui questo servizio",
    "theme.help": "Serve aiuto?",
    "theme.printed": "Come vanno le cose adesso: {url}",
    "theme.subscribe_lede": "Questa pagina può avvisarti quando qualcosa cambia. È gratis, senza "
    "account e senza indirizzo email.",
    "theme.how": "Come si fa",
    "theme.how_app": "Usa un’app che legge i feed: un lettore di feed. Ce ne sono di gratuite per "
    "ogni telefono e computer, e anche molti programmi di posta e chat di gruppo leggono i feed.",
    "theme.how_copy": "Copia qui sotto l’indirizzo di un feed: tieni premuto il link, o fai clic "
    "con il tasto destro.",
    "theme.how_paste": "Aggiungilo nell’app. Da quel momento l’app mostra ogni aggiornamento "
    "appena lo pubblichiamo.",
    "theme.for_rss": "Per la maggior parte delle app e per le chat di gruppo. Nel dubbio, prendi "
    "questo.",
    "theme.for_atom": "Gli stessi aggiornamenti, per le app che chiedono Atom.",
    "theme.for_json": "Gli stessi aggiornamenti, per i programmi.",
    "theme.feeds_of_groups": "Solo una parte",
    "theme.feeds_of_components": "Solo un servizio",
    "theme.stub_home": "Vai allo stato attuale",
}

FORM: Final[Mapping[str, str]] = {
    "page.title": "Modifica: {title}",
    "page.script": "Per modificare serve JavaScript. La pagina di stato non ne ha bisogno.",
    "incident.many": "Problemi",
    "incident.one": "problema",
    "incident.title": "Che cosa non funziona, e dove. Una frase breve senza punto finale.",
    "incident.services": "Lo stato di ogni servizio coinvolto al primo aggiornamento. Gli altri "
    "restano vuoti.",
    "work.many": "Manutenzione programmata",
    "work.one": "manutenzione programmata",
    "work.title": "Che cosa non funzionerà, e dove. Una frase breve senza punto finale.",
    "work.services": "Non sono disponibili dall’inizio alla fine della manutenzione programmata.",
    "services.label": "Servizi",
    "services.retired": "{name} (non esiste più)",
    "title.label": "Titolo",
    "title.wrong": "deve avere da 3 a 100 caratteri",
    "still_works.label": "Che cosa funziona ancora",
    "still_works.one": "frase",
    "still_works.hint": "Una frase per ogni cosa.",
    "still_works.text": "Testo",
    "what_to_do.label": "Che cosa fare",
    "what_to_do.hint": "Che cosa devono fare i clienti, o che cosa fare nel frattempo.",
    "data_safe.label": "I miei dati sono al sicuro?",
    "data_safe.hint": "La risposta, in una frase intera.",
    "starts.label": "Inizio",
    "starts.hint": "Quando inizia la manutenzione.",
    "ends.label": "Fine",
    "ends.hint": "Quando sarà finita al più tardi.",
    "next_update.label": "Prossimo aggiornamento",
    "next_update.hint": "Quando ci sarà il prossimo aggiornamento.",
    "publish_at.label": "Non prima di",
    "publish_at.hint": "Fino ad allora non lo vede nessuno.",
    "time.hint": "{hint} Per esempio 2026-06-10 23:00, fuso orario {zone}.",
    "time.wrong": "deve essere una data con l’ora, per esempio 2026-06-10 23:00",
    "impact.label": "Gravità",
    "impact.hint": "Solo se i servizi non la dicono già.",
    "draft.label": "Bozza",
    "draft.hint": "Finché è attiva, nessuno vede l’avviso.",
    "updates.label": "Aggiornamenti",
    "updates.hint": "Ogni aggiornamento ha un’intestazione: due volte il segno #, la data, l’ora "
    "(fuso orario {zone}) e una di queste parole: {statuses}. Il testo sta sotto. Per dare "
    "notizie si aggiungono un’intestazione e un testo alla fine, e il resto non si tocca.",
    "updates.wrong": "deve avere un’intestazione con data e ora in cifre",
}

SITE: Final[Mapping[str, str]] = {
    "page.title": "Stato dei nostri servizi",
    "stores.id": "negozi",
    "stores.name": "Nei nostri negozi",
    "payments.id": "pagamenti-con-carta",
    "payments.name": "Pagamenti con carta",
    "payments.text": "Pagare alla cassa con carta, telefono o orologio",
    "collecting.id": "ritiro-in-negozio",
    "collecting.name": "Ritiro in negozio",
    "collecting.text": "Ritirare in negozio un ordine fatto online",
    "online.id": "online",
    "online.name": "Online",
    "website.id": "sito-web",
    "website.name": "Sito web",
    "orders.id": "ordini-online",
    "orders.name": "Ordini online",
    "orders.text": "Fare un ordine e pagarlo",
    "help.name": "Aiuto e contatti",
    "state.slow": "Lentezza",
    "status.fixed": "Probabilmente risolto",
}
