"""The French catalogue. What catalogues hold is described in `en`; readers are addressed as vous.

A mark of two parts has a space before it that does not break. Nothing that is filled in stands
behind an article or a preposition that would have to agree with it ("de", "à") unless it is a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FORM", "MESSAGES", "SITE"]

MESSAGES: Final[Mapping[str, str | Mapping[str, str]]] = {
    # The words of the format. Statuses are the format's own: subscribers know them from elsewhere.
    "state.operational": "En service",
    "state.under_maintenance": "En maintenance",
    "state.degraded_performance": "Lenteurs ou instabilité",
    "state.partial_outage": "Hors service pour certains",
    "state.major_outage": "Hors service",
    "state.unknown": "État inconnu",
    "status.investigating": "Recherche en cours",
    "status.identified": "Cause trouvée",
    "status.monitoring": "Sous surveillance",
    "status.resolved": "Résolu",
    "status.scheduled": "Annoncée",
    "status.in_progress": "En cours",
    "status.verifying": "Vérification",
    "status.completed": "Terminée",
    "status.cancelled": "Annulée",
    "status.update": "Mise à jour",
    "status.postmortem": "Bilan",
    "impact.none": "Pour information",
    "impact.minor": "Problème mineur",
    "impact.major": "Problème majeur",
    "impact.critical": "Problème critique",
    # Time
    "time.span": "{start} – {end}",
    "time.zone": "heure locale ({city})",
    "time.minutes": {
        "one": "{count} minute",
        "many": "{count} de minutes",
        "other": "{count} minutes",
    },
    "time.under_a_minute": "moins d’une minute",
    # The answer first
    "headline.all_working": "Tout fonctionne",
    "headline.services": {
        "one": "Problèmes sur {count} service",
        "many": "Problèmes sur {count} de services",
        "other": "Problèmes sur {count} services",
    },
    "headline.reports": {
        "one": "{count} annonce est en cours",
        "many": "{count} d’annonces sont en cours",
        "other": "{count} annonces sont en cours",
    },
    "headline.planned": "Maintenance prévue en cours\u00a0: {title}",
    "headline.planned_several": {
        "one": "Une maintenance prévue est en cours",
        "many": "{count} de maintenances prévues sont en cours",
        "other": "{count} maintenances prévues sont en cours",
    },
    "headline.overrunning": "Une maintenance dure plus longtemps que prévu\u00a0: {title}",
    "headline.broken": "Certaines annonces ne peuvent pas être affichées",
    # Around every page
    "page.title": "{page} – {site}",
    "page.share_title": "{headline} ({time}) – {site}",
    "page.description": "{site}\u00a0: {headline}. Ce qui fonctionne, ce qui ne fonctionne pas, "
    "et que faire.",
    "nav.home": "État actuel",
    "nav.history": "Historique",
    "nav.subscribe": "Suivre",
    "footer.changed": "Dernier changement le {time}",
    "footer.never_changed": "Rien n’a encore été annoncé",
    "footer.zone": "Toutes les heures sont en {zone}",
    "empty.recent": {
        "one": "Aucun problème signalé depuis {count} jour",
        "many": "Aucun problème signalé depuis {count} de jours",
        "other": "Aucun problème signalé depuis {count} jours",
    },
    "empty.component": "Rien n’a été annoncé pour {name}",
    # Labels
    "label.still_works": "Ce qui fonctionne encore",
    "label.what_to_do": "Que faire",
    "label.data_safe": "Mes données sont-elles en sécurité\u00a0?",
    "label.affected": "Services concernés",
    "label.since": "Depuis",
    "label.started": "Début",
    "label.ended": "Fin",
    "label.ends": "Fin",
    # Promises of a next update
    "promise.by": "Prochaine mise à jour au plus tard le {time}",
    "promise.late": "La mise à jour promise pour le {time} est en retard",
    # Entries
    "entry.maintenance": "Maintenance prévue",
    "entry.since": "Depuis le {time}",
    "entry.summary": "{status}\u00a0: {text}",
    "entry.more_in_history": "Autres annonces de {year} dans l’historique",
    # Planned work
    "maintenance.started": "La maintenance prévue a commencé.",
    "maintenance.finished": "La maintenance prévue est terminée.",
    "maintenance.overrunning": "Cette maintenance devait finir au plus tard le {time} et dure plus "
    "longtemps que prévu.",
    "maintenance.window": "Prévue\u00a0: {window}",
    # A report that was left out by --skip-broken
    "stub.title": "Cette annonce ne peut pas être affichée",
    "stub.text": "Le fichier de cette annonce contient une erreur, elle a donc été laissée de "
    "côté. Elle apparaîtra ici une fois l’erreur corrigée. D’ici là, son absence ne veut pas dire "
    "que tout fonctionne.",
    # Services and their history
    "component.now": "{name}\u00a0: {state}",
    "component.earlier": "Annonces plus anciennes dans l’historique",
    "component.part_of": "Groupe\u00a0: {group}",
    "group.all_working": "Tout fonctionne",
    "group.hit": {
        "one": "{count} sur {total} ne fonctionne pas normalement",
        "many": "{count} sur {total} ne fonctionnent pas normalement",
        "other": "{count} sur {total} ne fonctionnent pas normalement",
    },
    "group.others": "Autres services",
    "day.clear": "{day}\u00a0: aucun problème",
    "day.hit": "{day}\u00a0: {parts}",
    "day.part": "{state} ({duration})",
    "uptime.value": "{percent} de disponibilité",
    "uptime.over": {
        "one": "{percent} de disponibilité sur {count} jour",
        "many": "{percent} de disponibilité sur {count} de jours",
        "other": "{percent} de disponibilité sur {count} jours",
    },
    "uptime.span": {
        "one": "du dernier jour entier",
        "many": "des {count} de derniers jours entiers",
        "other": "des {count} derniers jours entiers",
    },
    "uptime.explained": "La disponibilité est la part {span} pendant "
    "laquelle un service a fonctionné. Le temps dans l’état «\u00a0{major}\u00a0» compte en entier "
    "comme perdu\u00a0; du temps dans l’état «\u00a0{partial}\u00a0», {weight} comptent comme "
    "perdus. Le temps dans l’état «\u00a0{degraded}\u00a0» ne compte pas comme perdu, et les "
    "maintenances prévues sont laissées de côté. Le résultat est arrondi vers le bas, et la "
    "journée en cours n’en fait pas partie.",
    "uptime.working": "Comment nous l’avons calculé",
    "uptime.total": "Le temps total est de {total}\u00a0; temps compté comme perdu\u00a0: {lost}.",
    "uptime.nothing_lost": "Aucun temps ne compte comme perdu.",
    "uptime.problem": "Problème",
    "uptime.lasted": "Durée",
    "uptime.counted": "Compte pour",
    # History
    "history.title": "Historique",
    "history.intro": "Tous les problèmes signalés et toutes les maintenances prévues.",
    "history.year": "Historique de {year}",
    "history.reports": {
        "one": "{count} annonce",
        "many": "{count} d’annonces",
        "other": "{count} annonces",
    },
    # How to follow
    "subscribe.title": "Suivre cette page",
    "subscribe.intro": "Comment recevoir chaque mise à jour sans revenir voir.",
    "subscribe.stop": "Pour arrêter, supprimez le flux dans votre lecteur de flux. Il n’y a rien "
    "à résilier ici.",
    "subscribe.site_title": "Tout le site",
    "subscribe.reports": "Un élément par problème",
    "subscribe.calendar": "Les maintenances prévues dans votre agenda",
    "subscribe.programs": "Pour les programmes",
    "subscribe.program_summary": "L’état actuel en JSON",
    "subscribe.program_text": "La page en texte simple",
    "subscribe.program_markdown": "La page en Markdown",
    "subscribe.program_badge": "Une image qui montre l’état actuel",
    "subscribe.for_site": "Chaque mise à jour sur tous les problèmes et toutes les maintenances "
    "prévues.",
    "subscribe.for_group": "Seulement ce qui concerne les services de ce groupe.",
    "subscribe.for_component": "Seulement ce qui concerne ce service.",
    "subscribe.for_incidents": "Un élément par problème au lieu d’un par mise à jour, pour les "
    "programmes qui montrent une liste de problèmes.",
    "subscribe.for_calendar": "Les maintenances prévues dans votre agenda. Elles y figurent parmi "
    "vos rendez-vous, et changent de date quand elles sont déplacées ici.",
    # Feeds, calendars and the other files
    "feed.site_title": "{site}",
    "feed.site_description": "{site}\u00a0: chaque mise à jour sur les problèmes et les "
    "maintenances prévues",
    "feed.component_title": "{site}\u00a0: {name}",
    "feed.component_description": "Mises à jour sur les problèmes et les maintenances "
    "prévues\u00a0: {name}",
    "feed.group_title": "{site}\u00a0: {name}",
    "feed.group_description": "Mises à jour sur les problèmes et les maintenances prévues\u00a0: "
    "{name}",
    "feed.incidents_title": "{site}\u00a0: un élément par annonce",
    "feed.incidents_description": "Un élément pour chaque problème et chaque maintenance prévue",
    "feed.item_title": "{status}\u00a0: {title}",
    "feed.more": "En savoir plus",
    "calendar.site_title": "{site}\u00a0: maintenances prévues",
    "calendar.component_title": "{site}\u00a0: maintenances prévues, {name}",
    "calendar.event_title": "Maintenance prévue\u00a0: {title}",
    "badge.label": "État",
    "badge.alt": "{name}\u00a0: {state}",
    "embed.title": "État des services",
    "embed.details": "Voir ce qui se passe",
    "text.services": "Services",
    "text.incidents": "Problèmes en cours",
    "text.in_progress": "Maintenances prévues en cours",
    "text.upcoming": "Maintenances prévues",
    "text.service": "{name}\u00a0: {state}",
    "text.report": "{time}\u00a0: {title} ({status} · {weight})",
    "text.label": "{label}\u00a0:",
    "text.page": "La page elle-même\u00a0: {url}",
    # A page that does not exist
    "not_found.title": "Cette page n’existe pas",
    "not_found.text": "Il n’y a pas de page à cette adresse. Elle est peut-être mal écrite, ou le "
    "lien que vous avez suivi n’est pas bon.",
    # What the templates of the default theme say
    "script.yours": "votre heure\u00a0: {time}",
    "script.news": "Cette page a changé\u00a0: {headline}",
    "script.stale": "Cette page n’est peut-être pas à jour. Dernière confirmation\u00a0: {time}.",
    "script.unconfirmed": "Cette page n’est peut-être pas à jour. Elle ne peut pas être confirmée "
    "pour le moment.",
    "theme.under_way": "Cette maintenance devrait être en cours maintenant.",
    "theme.window_over": "Cette maintenance devrait être terminée maintenant. Nous le confirmerons "
    "ici.",
    "theme.brand_home": "Retour à {host}",
    "theme.brand_help": "Aide et contact",
    "theme.table": "Tableau",
    "theme.skip": "Aller au contenu",
    "theme.nav": "Ce site",
    "theme.reports_missing": "Cette page ne dit donc peut-être pas tout. Nous sommes en train de "
    "corriger cela.",
    "theme.reports_missing_too": "Certaines annonces ne peuvent pas être affichées, cette page ne "
    "dit donc peut-être pas tout. Nous sommes en train de corriger cela.",
    "theme.what_this_means": "Ce que cela change pour vous",
    "theme.planned_for": "Quand",
    "theme.next_update": "Prochaine mise à jour",
    "theme.promise": "Au plus tard le {time}",
    "theme.in_short": "En bref",
    "theme.latest_update": "Dernière mise à jour",
    "theme.latest_as": "Dernière mise à jour\u00a0: {status}",
    "theme.updates": "Ce qui s’est passé",
    "theme.all_updates": {
        "one": "En savoir plus",
        "many": "Toutes les mises à jour ({count})",
        "other": "Toutes les mises à jour ({count})",
    },
    "theme.services": "Service par service",
    "theme.picture": "Sous chaque service, il y a un trait pour chaque jour jusqu’à hier. Les "
    "jours avec des problèmes, il est plus haut.",
    "theme.picture_phone": "L’image montre les 30 derniers jours.",
    "theme.bad_days": {
        "one": "Des problèmes {count} jour sur {days}",
        "many": "Des problèmes {count} jours sur {days}",
        "other": "Des problèmes {count} jours sur {days}",
    },
    "theme.no_bad_days": {
        "one": "Aucun problème en {count} jour",
        "many": "Aucun problème en {count} de jours",
        "other": "Aucun problème en {count} jours",
    },
    "theme.planned": "Maintenances prévues",
    "theme.recent": "Ces derniers temps",
    "theme.all_history": "Tout l’historique",
    "theme.years": "Années et mois",
    "theme.now": "En ce moment",
    "theme.open": "En cours et prévu",
    "theme.last_days": {
        "one": "Le dernier jour",
        "many": "Les {count} de derniers jours",
        "other": "Les {count} derniers jours",
    },
    "theme.past": "Ce qui s’est passé avant",
    "theme.follow_link": "Comment suivre cette page",
    "theme.follow_this": "Suivre ce service",
    "theme.help": "Besoin d’aide\u00a0?",
    "theme.printed": "Où en sont les choses à présent\u00a0: {url}",
    "theme.subscribe_lede": "Cette page peut vous prévenir quand quelque chose change. C’est "
    "gratuit, sans compte et sans adresse e-mail.",
    "theme.how": "Comment faire",
    "theme.how_app": "Prenez une application qui lit les flux\u00a0: un lecteur de flux (RSS). Il "
    "en existe de gratuites pour tous les téléphones et ordinateurs, et beaucoup de logiciels de "
    "messagerie et d’outils de discussion d’équipe lisent aussi les flux.",
    "theme.how_copy": "Copiez ci-dessous l’adresse d’un flux\u00a0: appuyez longuement sur le "
    "lien, ou cliquez dessus avec le bouton droit.",
    "theme.how_paste": "Ajoutez-la dans l’application. À partir de là, elle montre chaque mise à "
    "jour dès que nous la publions.",
    "theme.for_rss": "Pour la plupart des applications et pour les outils de discussion d’équipe. "
    "En cas de doute, prenez celui-ci.",
    "theme.for_atom": "Les mêmes mises à jour, pour les applications qui demandent Atom.",
    "theme.for_json": "Les mêmes mises à jour, pour les programmes.",
    "theme.feeds_of_groups": "Une partie seulement",
    "theme.feeds_of_components": "Un service seulement",
    "theme.stub_home": "Voir l’état de tous les services",
}

FORM: Final[Mapping[str, str]] = {
    "page.title": "Modifier\u00a0: {title}",
    "page.script": "La modification nécessite JavaScript. La page d’état, elle, s’en passe.",
    "incident.many": "Problèmes",
    "incident.one": "problème",
    "incident.title": "Ce qui ne fonctionne pas, et où. Une phrase courte sans point final.",
    "incident.services": "L’état de chaque service concerné à la première mise à jour. Laissez les "
    "autres vides.",
    "work.many": "Maintenances prévues",
    "work.one": "maintenance prévue",
    "work.title": "Ce qui ne fonctionnera pas, et où. Une phrase courte sans point final.",
    "work.services": "Ils sont indisponibles du début à la fin de la maintenance prévue.",
    "services.label": "Services",
    "services.retired": "{name} (n’existe plus)",
    "title.label": "Titre",
    "title.wrong": "doit avoir de 3 à 100 caractères",
    "still_works.label": "Ce qui fonctionne encore",
    "still_works.one": "phrase",
    "still_works.hint": "Une phrase pour chaque chose.",
    "still_works.text": "Texte",
    "what_to_do.label": "Que faire",
    "what_to_do.hint": "Ce que les clients doivent faire, ou faire à la place.",
    "data_safe.label": "Mes données sont-elles en sécurité\u00a0?",
    "data_safe.hint": "La réponse, en une phrase complète.",
    "starts.label": "Début",
    "starts.hint": "Quand la maintenance commence.",
    "ends.label": "Fin",
    "ends.hint": "Quand elle sera finie au plus tard.",
    "next_update.label": "Prochaine mise à jour",
    "next_update.hint": "Quand vous écrirez de nouveau.",
    "publish_at.label": "Pas avant",
    "publish_at.hint": "Personne ne le voit jusque-là.",
    "time.hint": "{hint} Par exemple 2026-06-10 23:00, fuseau horaire {zone}.",
    "time.wrong": "doit être une date et une heure, par exemple 2026-06-10 23:00",
    "impact.label": "Gravité",
    "impact.hint": "Seulement si les services ne la disent pas déjà.",
    "draft.label": "Brouillon",
    "draft.hint": "Tant que cette option est activée, personne ne voit l’annonce.",
    "updates.label": "Mises à jour",
    "updates.hint": "Chaque mise à jour a un titre\u00a0: deux fois le signe #, la date, l’heure "
    "(fuseau horaire {zone}) et l’un de ces mots\u00a0: {statuses}. Le texte vient en dessous. "
    "Pour donner des nouvelles, ajoutez un titre et un texte à la fin et laissez ce qui s’y "
    "trouve.",
    "updates.wrong": "doit avoir un titre avec la date et l’heure en chiffres",
}

SITE: Final[Mapping[str, str]] = {
    "page.title": "État de nos services",
    "stores.id": "magasins",
    "stores.name": "Dans nos magasins",
    "payments.id": "paiement-par-carte",
    "payments.name": "Paiement par carte",
    "payments.text": "Payer en caisse avec une carte, un téléphone ou une montre",
    "collecting.id": "retrait-en-magasin",
    "collecting.name": "Retrait en magasin",
    "collecting.text": "Retirer en magasin une commande passée en ligne",
    "online.id": "en-ligne",
    "online.name": "En ligne",
    "website.id": "site-web",
    "website.name": "Site web",
    "orders.id": "commandes-en-ligne",
    "orders.name": "Commandes en ligne",
    "orders.text": "Passer une commande et la payer",
    "help.name": "Aide et contact",
    "state.slow": "Lenteurs",
    "status.fixed": "Sans doute résolu",
}
