"""What is named like the inside of a company is found, by its exact words; what is not, is not."""

from __future__ import annotations

import pytest
from tests.checks.reader import files_of, look, words_at

CODES = {"internal-host", "ip-address", "ticket", "file-path", "stack-trace"}
INSIDE = ("local", "localdomain", "internal", "intranet", "intern", "corp", "lan", "private")
SERVERS = (
    *("jira", "confluence", "grafana", "kibana", "jenkins", "gitlab", "splunk", "sharepoint"),
    *("servicenow", "nagios", "vpn", "intranet"),
)
NAMES = {
    "internal-host": [
        *(f"tills-1.{zone}" for zone in (*INSIDE, "home.arpa")),
        *(f"{server}.larkfield.example" for server in SERVERS),
        *(f"tills-{kind}-01" for kind in ("prod", "prd", "live", "dev", "stg", "uat", "test")),
        *("localhost", "Tills.Corp", "leeds-tills-db-prod2"),
    ],
    "ip-address": [
        *("10.0.0.1", "192.168.1.254", "8.8.8.8", "249.250.255.199", "10.0.0.0/8", "10.1.2.0/24"),
        *("2001:db8::1:2", "fe80::1:2", "2001:DB8:0:0:0:0:0:1"),
    ],
    "ticket": [
        *("TILL-123", "T2-1234567"),
        *(
            f"{kind}0012345"
            for kind in ("INC", "CHG", "PRB", "REQ", "RITM", "SCTASK", "TASK", "CS")
        ),
        *("ticket 123", "Ticket no. 123", "ticket number 123", "jira 123", "bug #123", "bug 123"),
        *("ticket id 123", "ticket ref. 123", "ticket reference 123", "incident number 123"),
        *("case #123", "change request id 123", "incident ref 123", "case no 123"),
    ],
    "file-path": [
        *(f"/{top}/tills.log" for top in ("var", "etc", "opt", "usr", "home", "srv", "tmp", "mnt")),
        *(f"/{top}/a-b/c@2" for top in ("root", "proc", "data", "app", "apps", "bin", "Users")),
        *("C:\\Tills\\log.txt", "d:\\Program Files\\Till"),
    ],
    "stack-trace": [
        *("Traceback (most recent call last)", "ORA-01017", "SQLSTATE[", "panic:", "goroutine 1 ["),
        *("NullPointerException", "Exception in thread", "segmentation fault", "TypeError:"),
        *("com.larkfield.till.CardException", "java.lang.OutOfMemoryError", "CardException:"),
    ],
}
EVERY = [(code, name) for code, names in NAMES.items() for name in names]


def found(text: str) -> list[tuple[str, str]]:
    files = files_of(f"{text}\n")
    return [(one.code, words_at(one, files)) for one in look(files)[0] if one.code in CODES]


@pytest.mark.parametrize(("code", "name"), EVERY)
def test_a_name_from_inside_is_found_by_its_very_words(code, name):
    assert found(f"It is about {name} again.") == [(code, name)]


@pytest.mark.parametrize(
    "text",
    [
        *(f"{standard}-256" for standard in ("ISO", "SHA", "AES", "RSA", "RFC", "UTF", "BS", "EN")),
        *("CVE-2026", "GPT-100", "HTTP-404", "A-123", "TILL-12", "ticket 12", "case 123"),
        *("incident 123", "INC1234", "ticket 123%", "ticket 123-45", "/TILL-123"),
        *("1.2.3", "version 10.1.2.3", "Release 10.1.2.3", "256.1.1.1", "10.1.2.3.4", "v10.1.2.3"),
        *("10:30:45", "12:30", "::", "1:2:3"),
        *("gitlab.com", "jira.io", "grafana.org", "localhosts", "a local shop", "prod-1"),
        *("https://larkfield.example/var/log", "and/var/or", "/stores/leeds", "AC:DC"),
        *("an exception", "TypeError", "a panic", "SQLSTATE"),
    ],
)
def test_what_only_looks_like_one_is_left_in_peace(text):
    assert found(f"It is about {text} again.") == []
