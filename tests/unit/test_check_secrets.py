"""Every kind of key is found over its whole length, wherever it stands, and what is none is not.

A key that is not found is published, and cannot be taken back. None of them stands here in one
piece: those who look for keys in repositories are right to do so.
"""

from __future__ import annotations

import pytest
from tests.strategies import source

from statusgen.check.safety import secret

PATH = "content/incidents/2026-03-04-entry.md"
HEX = "0123456789abcdef"
SLACK, DISCORD = "https://hooks.slack" + ".com/", "discord" + ".com/api/webhooks/"
# Where somebody lets slip more than a few letters, the shortest that can be one.
KEYS = {
    "a private key": [
        *(f"-----BEGIN {kind}PRIVATE" + " KEY-----" for kind in ("", "RSA ", "EC ", "OPENSSH ")),
        "-----BEGIN PGP PRIVATE" + " KEY BLOCK-----",
    ],
    "an access key of Amazon's": [start + "IOSFODNN7EXAMPLE" for start in ("AKIA", "ASIA")],
    "a token of GitHub's": [
        *(f"gh{kind}_" + f"{HEX}{HEX}0Zz9" for kind in "pousr"),
        "github_pat_" + f"{HEX}_{HEX}_0Zz9aB",
    ],
    "a token of GitLab's": ["glpat-" + f"{HEX}_-0Z"],
    "a token of Slack's": [
        *(f"xox{kind}-" + "0123-45Zza" for kind in "abeoprs"),
        "xapp-" + "1-A0123-Zz",
    ],
    "an address that lets anybody write to a channel": [
        SLACK + "services/T0000/B0000/Zz9",
        SLACK + "workflows/T0000/Zz90",
        SLACK + "triggers/T0000/01/Zz9",
        "https://larkfield.webhook" + ".office.com/webhookb2/01-a@02-b/IncomingWebhook/0Zz/9",
        *(
            f"https://prod-01.westeurope.{host}.com:443/workflows/0a/triggers/manual/paths/invoke"
            "?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=" + "aZ0-_%3D"
            for host in ("logic.azure", "environment.api.powerplatform")
        ),
        f"https://{DISCORD}01/a_-Z",
        f"https://ptb.{DISCORD}01/a_-Z",
        f"https://{DISCORD.replace('discord', 'discordapp')}01/a_-Z",
        SLACK.replace(".com", "-gov.com") + "services/T0000/B0000/Zz9",
        *(f"https://outlook.{one}.com/web" + "hook/01-a@02-b/9" for one in ("office", "office365")),
        "https://hooks.zapier" + ".com/hooks/catch/01/aZ9",
        "https://chat.googleapis" + f".com/v1/spaces/aZ-9/messages?key={HEX}&token=aZ-9%3D",
        *(f"https://events{eu}.pager" + f"duty.com/integration/{HEX}" for eu in ("", ".eu")),
        "https://events.pager" + f"duty.com/integration/{HEX}{HEX}/enqueue",
        "https://api.telegram" + f".org/bot0123456789:{HEX}{HEX}_-Z/sendMessage",
        "https://chat.shop.example:8065/team/ho" + f"oks/{HEX}0123456789",
        "http://chat.shop.example/ho" + f"oks/{HEX}/Zz{HEX}",
    ],
    "a key of Google's": ["AIza" + f"{HEX}{HEX}_-Z"],
    "a key for payments": [
        f"{whose}k_{mode}_" + "0123456789abYZ00" for whose in "rs" for mode in ("live", "test")
    ],
    "a token that signs somebody in": [
        "eyJ" + "hbGciO-_.eyJ" + "zdWIi0-_.0-_Zz9aB",
        "Bearer " + f"{HEX}.~+/",
        "Bearer " + f"{HEX}.~+/==",
        "bearer " + f"{HEX}._-0=",
        *(
            f"{name}=" + "winter.~+/storm_-6"
            for name in (
                "token",
                "access_token",
                "refresh_token",
                "sessiontoken",
                "Id_Token",
                "TOKEN",
            )
        ),
        "token=" + f"{HEX}==",
    ],
    "an address with a password in it": [
        "://till:" + "winter@larkfield.example",
        "://:" + "winter@larkfield.example",
        "://till:" + "win:ter@orders-1.larkfield.example",
    ],
    "a password": [
        *(
            f"{name}=" + "winter"
            for name in (
                *("password", "passwd", "pwd", "passphrase", "secret"),
                *("api_key", "api-key", "apikey", "access_key", "access-key", "accesskey"),
                *("auth_token", "auth-token", "authtoken"),
                *("account_key", "account-key", "accountkey"),
                *("Password", "AccountKey", "API_KEY", "SECRET"),
            )
        ),
        "password :=\t" + '"winter',
        'password" = ' + "'winter",
        "password' = " + '"winter',
        "password \t =  " + "winter",
        *(
            f"{name}: " + "winter26"
            for name in ("password", "passwd", "pwd", "passphrase", "api_key", "api-key", "apikey")
        ),
        'password": ' + '"26WINTER',
        "password': \t" + "'26WINTER",
        "Password:" + "winter-26",
        # With a sign that begins what a program fills in, and ends nothing.
        "password=" + "W$nter",
        "password: " + "W$$nter2",
        # With a sign that else ends one.
        *(f"password={key}" for key in ("W{nter2", "2}winter", "wint,er6", "Wi;nt;er2")),
        *(f"password: {key}" for key in ("W{nter26", "26}winter", "win,ter6", "Wi;nt;er2")),
    ],
}


def found(text: str) -> list[tuple[str, int, str]]:
    """Return of each finding what it is, its line, and the words that it underlines."""
    lines = text.split("\n")
    return [
        (
            one.what.removeprefix("this looks like "),
            one.where.line,
            lines[one.where.line - 1][one.where.column - 1 :][: one.where.length],
        )
        for one in secret(source(PATH, text))
    ]


EVERY = [(whose, key) for whose, keys in KEYS.items() for key in keys]


@pytest.mark.parametrize(("whose", "key"), EVERY)
def test_a_key_is_found_over_its_whole_length(whose, key):
    assert found(key) == [(whose, 1, key)]
    assert found(f"\nAsk ({key}) again.") == [(whose, 2, key)]


def test_of_many_in_a_file_each_is_found_on_its_line():
    """What is looked for depends on what else is in the file: none may hide another."""
    assert found("\n".join(key for _, key in EVERY)) == [
        (whose, number, key) for number, (whose, key) in enumerate(EVERY, 1)
    ]


@pytest.mark.parametrize(
    "text",
    [
        # Too short to be one, or a part of a longer word.
        *(key[:-1] for whose, key in EVERY if whose.endswith(("GitHub's", "GitLab's", "Google's"))),
        *(key[:-1] for whose, key in EVERY if whose.endswith(("Amazon's", "Slack's", "payments"))),
        *(f"x{key}" for whose, key in EVERY if whose.startswith(("a token", "an access", "a key"))),
        "Bearer " + f"{HEX}000",
        "token=" + "winter_storm_26",
        "token=" + "winterstormwinterstorm",
        "token=" + "{HEX_OF_16_OR_32}",
        "token " + f"{HEX}{HEX}",
        "eyJ" + "hbGciOiJ.eyJ" + "zdWIiOiJ",
        "AKIA" + "IOSFODNN7EXAMPLE0",
        "-----BEGIN PUBLIC KEY-----",
        "https://larkfield.example/hooks/fish-hooks and https://larkfield.example/hooks/0123456789",
        "https://larkfield.example/hooks/documentation/internationalization",
        "https://larkfield.example/hooks/internationalizationguides",
        "https://api.telegram.org/bots and https://events.pagerduty.com/integration/",
        # An address has a port or a name in it, and no password.
        "https://larkfield.example:8443/help@home",
        "https://till@larkfield.example/",
        "https://larkfield.example/a:b@c",
        "://till two:winter@larkfield.example",
        "://till:winter storm@larkfield.example",
        "://till:@larkfield.example",
        "See https://larkfield.example and 8:30 to 9:00, or write to help@larkfield.example",
        # It is spoken of a password, or a program fills it in.
        "Your password is safe; a new password: see your mail.",
        "password: forgotten it?",
        "password: 20260304",
        "password=short",
        "password: short26",
        "password: winter storm 26",
        "mypassword: winter26",
        "password=$PASSWORD",
        "password: $PASSWORD_1",
        "password={password}",
        "password=<yours>",
        *(f"password=a1{one}" for one in ("{password}", "{1}b", ",user=till", ";Database=shop2")),
        *("password=off1, then 2", "{password=till1},{user=2}", "password=a1;", "(password=a1,)"),
        *("password: a1,user=till", "password: winter, 26", "{password: a1}, {user: winter26}"),
        "password={{ vault_26 }}",
        "password=none,winter",
        "password=*******",
        "secret: winter26",
        "Our secret = a good breakfast",
        "the key is: winter26",
    ],
)
def test_what_is_no_key_is_left_in_peace(text):
    assert found(text) == []
