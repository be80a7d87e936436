"""The Spanish catalogue. What catalogues hold is described in `en`.

Readers are addressed as usted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FORM", "MESSAGES", "SITE"]

MESSAGES: Final[Mapping[str, str | Mapping[str, str]]] = {
    # The words of the format. Statuses are the format's own: subscribers know them from elsewhere.
    "state.operational": "En funcionamiento",
    "state.under_maintenance": "En mantenimiento",
    "state.degraded_performance": "Lentitud o inestabilidad",
    "state.partial_outage": "Fuera de servicio para algunos",
    "state.major_outage": "Fuera de servicio",
    "state.unknown": "Estado desconocido",
    "status.investigating": "En investigación",
    "status.identified": "Causa encontrada",
    "status.monitoring": "En observación",
    "status.resolved": "Resuelto",
    "status.scheduled": "Anunciado",
    "status.in_progress": "En curso",
    "status.verifying": "En comprobación",
    "status.completed": "Terminado",
    "status.cancelled": "Cancelado",
    "status.update": "Actualización",
    "status.postmortem": "Análisis final",
    "impact.none": "Para su información",
    "impact.minor": "Problema leve",
    "impact.major": "Problema grave",
    "impact.critical": "Problema crítico",
    # Time
    "time.span": "{start} – {end}",
    "time.zone": "hora de {city}",
    "time.minutes": {
        "one": "{count} minuto",
        "many": "{count} de minutos",
        "other": "{count} minutos",
    },
    "time.under_a_minute": "menos de un minuto",
    # The answer first
    "headline.all_working": "Todo funciona",
    "headline.services": {
        "one": "Problemas en {count} servicio",
        "many": "Problemas en {count} de servicios",
        "other": "Problemas en {count} servicios",
    },
    "headline.reports": {
        "one": "Hay {count} aviso activo",
        "many": "Hay {count} de avisos activos",
        "other": "Hay {count} avisos activos",
    },
    "headline.planned": "Mantenimiento programado en curso: {title}",
    "headline.planned_several": {
        "one": "Hay un mantenimiento programado en curso",
        "many": "Hay {count} de mantenimientos programados en curso",
        "other": "Hay {count} mantenimientos programados en curso",
    },
    "headline.overrunning": "El mantenimiento programado dura más de lo previsto: {title}",
    "headline.broken": "Algunos avisos no se pueden mostrar",
    # Around every page
    "page.title": "{page} – {site}",
    "page.share_title": "{headline} ({time}) – {site}",
    "page.description": "{site}: {headline}. Qué funciona, qué no, y qué hacer.",
    "nav.home": "Estado actual",
    "nav.history": "Historial",
    "nav.subscribe": "Seguir",
    "footer.changed": "Último cambio: {time}",
    "footer.never_changed": "Todavía no hay ningún aviso",
    "footer.zone": "Todas las horas: {zone}",
    "empty.recent": {
        "one": "Ningún problema en el último día",
        "many": "Ningún problema en los últimos {count} de días",
        "other": "Ningún problema en los últimos {count} días",
    },
    "empty.component": "No hay ningún aviso sobre {name}",
    # Labels
    "label.still_works": "Qué sigue funcionando",
    "label.what_to_do": "Qué hacer",
    "label.data_safe": "¿Están seguros mis datos?",
    "label.affected": "Servicios afectados",
    "label.since": "Desde",
    "label.started": "Inicio",
    "label.ended": "Fin",
    "label.ends": "Fin",
    # Promises of a next update
    "promise.by": "Próxima actualización a más tardar el {time}",
    "promise.late": "La actualización prometida para el {time} llega con retraso",
    # Entries
    "entry.maintenance": "Mantenimiento programado",
    "entry.since": "Desde el {time}",
    "entry.summary": "{status}: {text}",
    "entry.more_in_history": "Más avisos de {year} en el historial",
    # Planned work
    "maintenance.started": "El mantenimiento programado ha empezado.",
    "maintenance.finished": "El mantenimiento programado ha terminado.",
    "maintenance.overrunning": "Este mantenimiento debía terminar a más tardar el {time} y dura "
    "más de lo previsto.",
    "maintenance.window": "Programado: {window}",
    # A report that was left out by --skip-broken
    "stub.title": "Este aviso no se puede mostrar",
    "stub.text": "Hay un error en el archivo de este aviso, así que no está aquí. Aparecerá "
    "cuando el error esté corregido. Hasta entonces, su ausencia no significa que todo funcione.",
    # Services and their history
    "component.now": "{name}: {state}",
    "component.earlier": "Avisos anteriores en el historial",
    "component.part_of": "Grupo: {group}",
    "group.all_working": "Todo funciona",
    "group.hit": {
        "one": "{count} de {total} no funciona con normalidad",
        "many": "{count} de {total} no funcionan con normalidad",
        "other": "{count} de {total} no funcionan con normalidad",
    },
    "group.others": "Otros servicios",
    "day.clear": "{day}: sin problemas",
    "day.hit": "{day}: {parts}",
    "day.part": "{state} ({duration})",
    "uptime.value": "{percent} de disponibilidad",
    "uptime.over": {
        "one": "{percent} de disponibilidad en el último día",
        "many": "{percent} de disponibilidad en los últimos {count} de días",
        "other": "{percent} de disponibilidad en los últimos {count} días",
    },
    "uptime.span": {
        "one": "del último día completo",
        "many": "de los últimos {count} de días completos",
        "other": "de los últimos {count} días completos",
    },
    "uptime.explained": "La disponibilidad es la parte {span} en "
    "que un servicio ha funcionado. El tiempo en el estado «{major}» cuenta entero como perdido; "
    "del tiempo en el estado «{partial}», cuenta como perdido un {weight}. El tiempo en el estado "
    "«{degraded}» no cuenta como perdido, y el mantenimiento programado se deja aparte. El "
    "resultado se redondea hacia abajo, y el día de hoy no entra en él.",
    "uptime.working": "Cómo lo hemos calculado",
    "uptime.total": "El tiempo total es de {total}; tiempo que cuenta como perdido: {lost}.",
    "uptime.nothing_lost": "Ningún tiempo cuenta como perdido.",
    "uptime.problem": "Problema",
    "uptime.lasted": "Duración",
    "uptime.counted": "Cuenta como",
    # History
    "history.title": "Historial",
    "history.intro": "Todos los problemas y mantenimientos programados de los que se ha avisado.",
    "history.year": "Historial de {year}",
    "history.reports": {
        "one": "{count} aviso",
        "many": "{count} de avisos",
        "other": "{count} avisos",
    },
    # How to follow
    "subscribe.title": "Seguir esta página",
    "subscribe.intro": "Cómo recibir cada actualización sin tener que volver a mirar.",
    "subscribe.stop": "Para dejarlo, quite el canal de su lector de canales. Aquí no hay nada que "
    "cancelar.",
    "subscribe.site_title": "Todo el sitio",
    "subscribe.reports": "Un elemento por cada problema",
    "subscribe.calendar": "El mantenimiento programado en su calendario",
    "subscribe.programs": "Para programas",
    "subscribe.program_summary": "El estado actual en JSON",
    "subscribe.program_text": "La página como texto sin formato",
    "subscribe.program_markdown": "La página en Markdown",
    "subscribe.program_badge": "Una imagen que muestra el estado actual",
    "subscribe.for_site": "Cada actualización sobre todos los problemas y mantenimientos "
    "programados.",
    "subscribe.for_group": "Solo lo que afecta a los servicios de ese grupo.",
    "subscribe.for_component": "Solo lo que afecta a ese servicio.",
    "subscribe.for_incidents": "Un elemento por cada problema en vez de uno por cada "
    "actualización, para programas que muestran una lista de problemas.",
    "subscribe.for_calendar": "El mantenimiento programado en su programa de calendario. Aparece "
    "entre sus propias citas, y cambia de fecha cuando cambia aquí.",
    # Feeds, calendars and the other files
    "feed.site_title": "{site}",
    "feed.site_description": "{site}: cada actualización sobre los problemas y el mantenimiento "
    "programado",
    "feed.component_title": "{site}: {name}",
    "feed.component_description": "Actualizaciones sobre los problemas y el mantenimiento "
    "programado: {name}",
    "feed.group_title": "{site}: {name}",
    "feed.group_description": "Actualizaciones sobre los problemas y el mantenimiento programado: "
    "{name}",
    "feed.incidents_title": "{site}: un elemento por cada aviso",
    "feed.incidents_description": "Un elemento por cada problema y cada mantenimiento programado",
    "feed.item_title": "{status}: {title}",
    "feed.more": "Leer más",
    "calendar.site_title": "{site}: mantenimiento programado",
    "calendar.component_title": "{site}: mantenimiento programado, {name}",
    "calendar.event_title": "Mantenimiento programado: {title}",
    "badge.label": "Estado",
    "badge.alt": "{name}: {state}",
    "embed.title": "Estado de los servicios",
    "embed.details": "Ver qué ocurre",
    "text.services": "Servicios",
    "text.incidents": "Problemas en curso",
    "text.in_progress": "Mantenimiento programado en curso",
    "text.upcoming": "Mantenimiento programado",
    "text.service": "{name}: {state}",
    "text.report": "{time}: {title} ({status} · {weight})",
    "text.label": "{label}:",
    "text.page": "La propia página: {url}",
    # A page that does not exist
    "not_found.title": "Esta página no existe",
    "not_found.text": "No hay ninguna página en esta dirección. Quizá esté mal escrita, o el "
    "enlace que ha seguido no sea correcto.",
    # What the templates of the default theme say
    "script.yours": "su hora: {time}",
    "script.news": "Esta página ha cambiado: {headline}",
    "script.stale": "Puede que esta página no esté al día. Última confirmación: {time}.",
    "script.unconfirmed": "Puede que esta página no esté al día. Ahora mismo no se puede "
    "confirmar.",
    "theme.under_way": "Este mantenimiento debería estar ahora en curso.",
    "theme.window_over": "Este mantenimiento ya debería haber terminado. Lo confirmaremos aquí.",
    "theme.brand_home": "Volver a {host}",
    "theme.brand_help": "Ayuda y contacto",
    "theme.table": "Tabla",
    "theme.skip": "Ir al contenido",
    "theme.nav": "Este sitio",
    "theme.reports_missing": "Por eso es posible que esta página no lo diga todo. Lo estamos "
    "corrigiendo.",
    "theme.reports_missing_too": "Algunos avisos no se pueden mostrar, por eso es posible que "
    "esta página no lo diga todo. Lo estamos corrigiendo.",
    "theme.what_this_means": "Qué significa esto para usted",
    "theme.planned_for": "Cuándo",
    "theme.next_update": "Próxima actualización",
    "theme.promise": "A más tardar el {time}",
    "theme.in_short": "En pocas palabras",
    "theme.latest_update": "Última actualización",
    "theme.latest_as": "Última actualización: {status}",
    "theme.updates": "Qué ha pasado",
    "theme.all_updates": {
        "one": "Más sobre esto",
        "many": "Todas las actualizaciones ({count})",
        "other": "Todas las actualizaciones ({count})",
    },
    "theme.services": "Servicio por servicio",
    "theme.picture": "Debajo de cada servicio hay una raya por cada día hasta ayer. En los días "
    "con problemas es más alta.",
    "theme.picture_phone": "La imagen muestra los últimos 30 días.",
    "theme.bad_days": {
        "one": "Problemas en {count} de {days} días",
        "many": "Problemas en {count} de {days} días",
        "other": "Problemas en {count} de {days} días",
    },
    "theme.no_bad_days": {
        "one": "Ningún problema en el último día",
        "many": "Ningún problema en {count} de días",
        "other": "Ningún problema en {count} días",
    },
    "theme.planned": "Mantenimiento programado",
    "theme.recent": "Últimamente",
    "theme.all_history": "Todo el historial",
    "theme.years": "Años y meses",
    "theme.now": "Ahora mismo",
    "theme.open": "En curso y programado",
    "theme.last_days": {
        "one": "El último día",
        "many": "Los últimos {count} de días",
        "other": "Los últimos {count} días",
    },
    "theme.past": "Qué pasó antes",
    "theme.follow_link": "Cómo seguir esta página",
    "theme.follow_this": "Seguir este servicio",
    "theme.help": "¿Necesita ayuda?",
    "theme.printed": "Cómo está todo ahora: {url}",
    "theme.subscribe_lede": "Esta página puede avisarle cuando algo cambie. Es gratis, y no hace "
    "falta cuenta ni correo electrónico.",
    "theme.how": "Cómo se hace",
    "theme.how_app": "Use una aplicación que lea canales: un lector de canales (RSS). Las hay "
    "gratuitas para cualquier dispositivo, y muchos programas de correo y chats de equipo también "
    "los leen.",
    "theme.how_copy": "Copie aquí abajo la dirección de un canal: mantenga pulsado el enlace, o "
    "haga clic en él con el botón derecho.",
    "theme.how_paste": "Añádala en la aplicación. Desde entonces le mostrará cada actualización "
    "en cuanto la publiquemos.",
    "theme.for_rss": "Para la mayoría de las aplicaciones y los chats de equipo. Si duda, elija "
    "este.",
    "theme.for_atom": "Las mismas actualizaciones, para aplicaciones que piden Atom.",
    "theme.for_json": "Las mismas actualizaciones, para programas.",
    "theme.feeds_of_groups": "Solo una parte",
    "theme.feeds_of_components": "Solo un servicio",
    "theme.stub_home": "Ver cómo está todo ahora",
}

FORM: Final[Mapping[str, str]] = {
    "page.title": "Editar: {title}",
    "page.script": "Para editar hace falta JavaScript. La página de estado no lo necesita.",
    "incident.many": "Problemas",
    "incident.one": "problema",
    "incident.title": "Qué no funciona, y dónde. Una frase corta sin punto final.",
    "incident.services": "Cómo estaba cada servicio afectado en la primera actualización. Deje "
    "vacíos los demás.",
    "work.many": "Mantenimiento programado",
    "work.one": "mantenimiento programado",
    "work.title": "Qué no va a funcionar, y dónde. Una frase corta sin punto final.",
    "work.services": "No están disponibles desde el principio hasta el fin del mantenimiento "
    "programado.",
    "services.label": "Servicios",
    "services.retired": "{name} (ya no existe)",
    "title.label": "Título",
    "title.wrong": "debe tener de 3 a 100 caracteres",
    "still_works.label": "Qué sigue funcionando",
    "still_works.one": "frase",
    "still_works.hint": "Una frase para cada cosa.",
    "still_works.text": "Texto",
    "what_to_do.label": "Qué hacer",
    "what_to_do.hint": "Qué deben hacer los clientes, o qué alternativa tienen.",
    "data_safe.label": "¿Están seguros mis datos?",
    "data_safe.hint": "La respuesta, como frase completa.",
    "starts.label": "Inicio",
    "starts.hint": "Cuándo empieza el mantenimiento.",
    "ends.label": "Fin",
    "ends.hint": "Cuándo habrá terminado como muy tarde.",
    "next_update.label": "Próxima actualización",
    "next_update.hint": "Cuándo volverá a escribir.",
    "publish_at.label": "No antes de",
    "publish_at.hint": "Nadie lo ve hasta entonces.",
    "time.hint": "{hint} Por ejemplo, 2026-06-10 23:00, zona horaria {zone}.",
    "time.wrong": "debe ser una fecha y una hora, por ejemplo 2026-06-10 23:00",
    "impact.label": "Gravedad",
    "impact.hint": "Solo si los servicios no lo dicen ya.",
    "draft.label": "Borrador",
    "draft.hint": "Mientras esté activado, nadie ve el aviso.",
    "updates.label": "Actualizaciones",
    "updates.hint": "Cada actualización tiene un encabezado: dos veces el signo #, la fecha, la "
    "hora (zona horaria {zone}) y una de estas palabras: {statuses}. El texto va debajo. Para dar "
    "noticias, añada un encabezado y un texto al final y deje lo que hay.",
    "updates.wrong": "debe tener un encabezado con la fecha y la hora en cifras",
}

SITE: Final[Mapping[str, str]] = {
    "page.title": "Estado de nuestros servicios",
    "stores.id": "tiendas",
    "stores.name": "En nuestras tiendas",
    "payments.id": "pago-con-tarjeta",
    "payments.name": "Pago con tarjeta",
    "payments.text": "Pagar en caja con tarjeta, móvil o reloj",
    "collecting.id": "recogida-en-tienda",
    "collecting.name": "Recogida en tienda",
    "collecting.text": "Recoger en una tienda un pedido hecho en línea",
    "online.id": "en-linea",
    "online.name": "En línea",
    "website.id": "sitio-web",
    "website.name": "Sitio web",
    "orders.id": "pedidos-en-linea",
    "orders.name": "Pedidos en línea",
    "orders.text": "Hacer un pedido y pagarlo",
    "help.name": "Ayuda y contacto",
    "state.slow": "Lentitud",
    "status.fixed": "Creemos que está resuelto",
}
