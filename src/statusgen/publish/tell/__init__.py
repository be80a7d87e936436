"""Telling hubs and webhooks of each update: at least once, under an id that never changes.

What is to be told is put down before the first attempt and struck out after the one that worked, so
that whatever dies in between loses nothing. An update that is edited tells nobody again, and what
stood there before the first publish counts as told. Nothing here can fail a publish: what cannot be
told is a note, and waits for the next run.
"""

from __future__ import annotations

from collections.abc import Iterable

from statusgen import located
from statusgen.errors import Problem
from statusgen.frozen import frozen
from statusgen.located import Scalar
from statusgen.parse.fields import Fields
from statusgen.parse.publishing import TELL_KEYS
from statusgen.publish.http import is_private
from statusgen.publish.release import Release
from statusgen.publish.target import Memory, Run
from statusgen.publish.tell import rounds
from statusgen.publish.tell.outbox import NAME, merged
from statusgen.publish.tell.shapes import FORMATS
from statusgen.publish.tell.webhooks import Webhook, is_secret_address

__all__ = ["NAME", "Tell", "deliver", "make", "merged"]

_WEBHOOK_KEYS = ("name", "url", "url_env", "format", "secret_env")


@frozen
class Tell:
    """Who is told: the addresses of WebSub hubs, and webhooks with names of their own."""

    hubs: tuple[str, ...] = ()
    webhooks: tuple[Webhook, ...] = ()


def make(node: located.Mapping, problems: list[Problem]) -> Tell | None:
    """Read the `tell:` of statusgen.yml; None where a problem says what is wrong with it."""
    before = len(problems)
    fields = Fields(node, problems=problems, known=TELL_KEYS, of="tell")
    hubs = []
    for hub in fields.texts("websub", example="[https://hub.example/]"):
        if is_secret_address(hub.text.strip()):
            what = "whoever knows this address can publish there, so it must not stand in a feed"
            hint = "write the hub's public address, which every feed names to its readers"
            fields.problem(hub.where, "secret", what, hint)
        elif not is_private(hub.text.strip()):
            what = "the address of a hub must begin with https://"
            fields.problem(hub.where, "wrong-value", what)
        hubs.append(hub.text.strip())
    listed = fields.sequence("webhooks", example="[{name: ops, url_env: OPS_WEBHOOK}]")
    webhooks: list[Webhook] = []
    for item in listed.items if listed else ():
        if not isinstance(item, located.Mapping):
            what = "every item of 'webhooks' must be 'key: value' pairs"
            fields.problem(item.where, "wrong-type", what, "write - {name: ops, url_env: NAME}")
            continue
        made = _webhook(item, problems)
        if any(made.name == other.name for other in webhooks):
            what = f"there are two webhooks named '{made.name}'"
            fields.problem(item.where, "duplicate", what, "give each a name of its own")
        webhooks.append(made)
    if len(problems) > before:
        return None
    return Tell(hubs=tuple(dict.fromkeys(hubs)), webhooks=tuple(webhooks))


def deliver(
    tell: Tell, release: Release, changed_paths: Iterable[str], memory: Memory | None, run: Run
) -> tuple[str, ...]:
    """Tell hubs and webhooks of what is new in a release that is live; return notes, never raise.

    `changed_paths` are the files that this run put in place. `memory` is that of the target which
    shows the release; without one hubs are told and webhooks are not, since nobody would know of
    which updates they have heard.
    """
    return rounds.deliver(tell.hubs, tell.webhooks, release, frozenset(changed_paths), memory, run)


def _webhook(node: located.Mapping, problems: list[Problem]) -> Webhook:
    fields = Fields(node, problems=problems, known=_WEBHOOK_KEYS, of="a webhook")
    name = fields.line("name", required=True, example="ops")
    url = fields.line("url", example="https://example.com/hook") or ""
    url_env = fields.line("url_env", example="OPS_WEBHOOK") or ""
    form = fields.choice("format", {one: one for one in FORMATS}) or "standard"
    secret_env = fields.line("secret_env", example="OPS_WEBHOOK_SECRET") or ""
    if fields.has("url") == fields.has("url_env"):
        what = "a webhook needs one of the keys 'url' and 'url_env'"
        hint = "write url_env: NAME, and put the address into that variable"
        fields.problem(node.where, "missing-key", what, hint)
    elif url and is_secret_address(url):
        what = "whoever knows this address can post there, so it must not stand in a file"
        hint = "put it into a variable of the environment, and write url_env: and its name"
        fields.problem(fields.where("url"), "secret", what, hint)
    elif url and not is_private(url):
        what = "the address of a webhook must begin with https://"
        fields.problem(fields.where("url"), "wrong-value", what)
    if form == "standard" and not fields.has("secret_env"):
        what = "a webhook of the format 'standard' is signed, and needs the key 'secret_env'"
        hint = "write secret_env: NAME, and put whsec_ and the secret in base64 into that variable"
        fields.problem(node.where, "missing-key", what, hint)
    for key in ("url_env", "secret_env"):
        text = fields.node(key)
        if isinstance(text, Scalar) and text.text.strip() and not _is_name(text.text.strip()):
            what = f"'{key}' must be the name of a variable, not its value"
            fields.problem(text.where, "secret", what, f"write {key}: OPS_WEBHOOK")
    return Webhook(name=name or "", url=url, url_env=url_env, form=form, secret_env=secret_env)


def _is_name(text: str) -> bool:
    return text.isascii() and text.replace("_", "a").isalnum() and not text[0].isdigit()
