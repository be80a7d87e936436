"""Object stores in statusgen.yml, where their credentials come from, and what stores say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from tests.publish.stores import Clock, mapping

from statusgen.errors import Problem, UsageError
from statusgen.located import Mapping as Keys
from statusgen.publish.config import BUILT_IN
from statusgen.publish.objects import azure, gcs, s3
from statusgen.publish.objects.answers import Verdict, judge, with_hint
from statusgen.publish.objects.bucket import Bucket
from statusgen.publish.objects.crew import at_once
from statusgen.publish.objects.patience import Patience
from statusgen.publish.target import Run

KINDS: dict[str, Callable[[str, Keys, list[Problem]], Bucket | None]] = {
    "s3": s3,
    "gcs": gcs,
    "azure": azure,
}
NEEDED = {"s3": {"bucket": "shop"}, "gcs": {"bucket": "shop"}, "azure": {"account": "shop"}}


def made(kind: str, name: str = "main", **keys: str):
    problems: list[Problem] = []
    every = {"type": kind, **NEEDED[kind], **keys}
    target = KINDS[kind](name, mapping(every), problems)
    assert (target is None) == bool(problems)
    return target, [(one.code, one.what, one.hint) for one in problems]


def run_with(environ: dict[str, str]) -> Run:
    clock = Clock()
    return Run(
        clock=clock,
        pause=clock.pause,
        environ=environ,
        site=Path(),
        progress=lambda done, total, what: None,
        budget=1,
    )


def test_a_target_is_named_as_people_know_it():
    assert made("s3")[0].where == "s3://shop"
    assert made("s3", prefix="/live/")[0].where == "s3://shop/live"
    assert made("gcs", prefix="live")[0].where == "gs://shop/live"
    assert made("azure")[0].where == "azure://shop/$web"
    assert made("azure", container="site", prefix="a/b")[0].where == "azure://shop/site/a/b"
    assert made("s3", prefix="")[0].where == "s3://shop"


@pytest.mark.parametrize("kind", KINDS)
def test_a_credential_in_the_config_is_refused_and_not_repeated(kind):
    keys = (
        "access_key", "secret_access_key", "aws_secret_key", "account_key", "password", "token",
        "session_token", "sas", "sas_token", "connection_string", "credentials", "key", "key_id",
        "service_account_key", "private_key", "client_secret", "api-key",
    )  # fmt: skip
    for key in keys:
        _, ((code, what, hint),) = made(kind, **{key: "canary"})
        assert code == "secret"
        assert what == f"'{key}' looks like a credential, and statusgen.yml is no place for one"
        assert hint.startswith("take the line out, set ")
        assert "canary" not in what + hint


def test_a_credential_in_an_address_is_refused_and_not_repeated():
    for address in (
        "https://user:canary@s3.example",
        "https://canary@s3.example",
        "https://s3.example/?sig=canary",
    ):
        _, (problem,) = made("s3", endpoint=address)
        assert problem == (
            "secret",
            "'endpoint' has a user, a password or a token in it",
            "write the address alone; credentials come from the environment",
        )


def test_what_cannot_be_is_said():
    assert made("s3", endpoint="s3.example")[1] == [
        (
            "bad-address",
            "'s3.example' is not the address of a store",
            "write it with https:// in front, like https://s3.example",
        )
    ]
    for prefix in ("../other", "a//b", ".", "a/../../b"):
        assert made("s3", prefix=prefix)[1] == [
            (
                "bad-prefix",
                f"'{prefix}' is not a plain path",
                "write it without . and .., like status/live",
            )
        ]
    assert made("s3", buckte="x")[1][0][2] == "did you mean 'bucket'?"
    assert made("s3", compress="brotli")[1][0][2] == "write one of: gzip, none"
    problems: list[Problem] = []
    assert s3("main", mapping({"type": "s3"}), problems) is None
    assert [one.what for one in problems] == ["a target needs the key 'bucket'"]


def test_a_target_of_its_own_name_reads_credentials_of_its_own():
    environ = {
        "AWS_ACCESS_KEY_ID": "of all",
        "AWS_SECRET_ACCESS_KEY": "of all",
        "AWS_SESSION_TOKEN": "of all",
        "SECOND_SITE_AWS_ACCESS_KEY_ID": "own",
        "SECOND_SITE_AWS_SECRET_ACCESS_KEY": "own too",
    }

    def credential(name: str):
        return made("s3", name)[0].connect(environ, 5).credential_provider()

    assert credential("main")["access_key_id"] == "of all"
    assert credential("main")["token"] == "of all"
    own = credential("second-site")
    assert own == {
        "access_key_id": "own",
        "secret_access_key": "own too",
        "token": None,
        "expires_at": None,
    }


def test_what_the_config_says_wins_over_the_environment(monkeypatch):
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    environ = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_REGION": "eu-west-1"}
    store = made("s3", endpoint="https://s3.example", region="auto")[0].connect(environ, 5)
    assert store.config["endpoint"] == "https://s3.example"
    assert store.config["region"] == "auto"
    assert store.retry_config["max_retries"] == 0
    assert store.client_options["timeout"] == "5s"
    store = made("s3", endpoint="https://s3.example", addressing="host")[0].connect(environ, 5)
    assert store.config["endpoint"] == "https://shop.s3.example"
    assert made("s3")[0].connect(environ, 5).config["region"] == "eu-west-1"


def test_a_store_of_google_is_opened_with_what_it_needs(tmp_path):
    (tmp_path / "key.json").write_text(
        '{"client_email": "a@b", "private_key": "", "private_key_id": "x", "disable_oauth": true,'
        ' "gcs_base_url": "http://127.0.0.1:1"}'
    )
    environ = {"GOOGLE_SERVICE_ACCOUNT": str(tmp_path / "key.json")}
    store = made("gcs", endpoint="http://127.0.0.1:2")[0].connect(environ, 5)
    assert store.config["base_url"] == "http://127.0.0.1:2"
    assert store.client_options["default_headers"] == {"accept-encoding": b"gzip"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [("azure", "AZURE_STORAGE_ACCOUNT_KEY"), ("gcs", "GOOGLE_SERVICE_ACCOUNT_KEY")],
)
def test_a_credential_that_is_none_is_told_without_it(kind, name):
    with pytest.raises(UsageError) as caught:
        made(kind)[0].live(run_with({name: "canary canary canary"}))
    assert " cannot be opened: " in caught.value.what
    assert "in the environment" in caught.value.hint
    link: BaseException | None = caught.value
    while link is not None:
        assert "canary" not in str(link)
        link = link.__cause__ or link.__context__


def test_obstore_is_asked_for_only_when_a_store_is_opened_and_named_when_it_is_missing(tmp_path):
    code = (
        "import sys\n"
        "sys.path[:0] = sys.argv[1:]\n"
        "sys.modules['obstore'] = None\n"
        "from tests.publish.making import release, site\n"
        "from statusgen.errors import Location, UsageError\n"
        "from statusgen.located import Mapping, Scalar\n"
        "from statusgen.publish.objects import s3\n"
        "from statusgen.publish.target import Run\n"
        "here = Location('statusgen.yml')\n"
        "keys = Mapping(((Scalar('bucket', here, False), Scalar('shop', here, False)),), here)\n"
        "target = s3('main', keys, [])\n"
        "run = Run(clock=None, pause=None, environ={}, site=None, progress=None)\n"
        "from datetime import datetime\n"
        "import dataclasses\n"
        "run = dataclasses.replace(run, clock=lambda: datetime.min)\n"
        "try: target.live(run)\n"
        "except UsageError as error: print(error.what, error.hint, sep='\\n')\n"
    )
    argv = [sys.executable, "-c", code, *sys.path]
    told = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    assert told == (
        "publishing to s3://shop needs the package obstore, which is not installed\n"
        "install it: pip install 'statusgen[objects]'\n"
    )


def test_the_kinds_are_where_the_config_looks_for_them():
    for kind, make in KINDS.items():
        module, _, name = BUILT_IN[kind].partition(":")
        assert module == "statusgen.publish.objects"
        assert KINDS[name] is make


# --- What stores say -------------------------------------------------------------------------

ALLOW = (
    "the credentials must be allowed to list, read, write and delete objects there; they come from"
    " SOME_KEY"
)
GOT = "Error performing GET https://s3.example/shop/index.html in 1.5ms - "


def said(text: str) -> tuple[Verdict, str, str]:
    verdict, error = judge(RuntimeError(text), {"AWS_SECRET_ACCESS_KEY": "canary/of+secret"})
    return verdict, error.words, with_hint(error, variables="SOME_KEY", budget=5)


@pytest.mark.parametrize("body", ['{"a":' * 9_000, "<Message> " * 9_000, "<" * 90_000])
def test_a_store_that_says_something_endless_is_not_waited_for(body):
    begun = process_time()
    said(f"{GOT}Server returned non-2xx status code: 500 x: {body}")
    assert process_time() - begun < 1


def test_a_machine_without_credentials_is_told_which_to_set():
    text = (
        "Generic S3 error: Error performing PUT http://169.254.169.254/latest/api/token in 1s - x"
    )
    assert said(text) == (
        Verdict.REFUSED,
        "no credentials were found",
        "set SOME_KEY in the environment",
    )


def test_what_may_be_better_next_time_is_told_from_what_is_final():
    status = GOT + "Server returned non-2xx status code: "
    for code in ("500 A", "502 A", "503 A", "504 A", "429 A", "408 A"):
        assert said(f"Generic S3 error: {status}{code}: ")[0] is Verdict.TROUBLED
    for code in ("400 A", "401 A", "403 A", "405 A", "411 A"):
        assert said(f"Generic S3 error: {status}{code}: ")[0] is Verdict.REFUSED
    assert said(f"{status}501 Not Implemented: ")[0] is Verdict.UNSUPPORTED
    late = "<Error><Code>RequestTimeout</Code><Message>Too slow.</Message></Error>"
    assert said(f"{status}400 Bad Request: {late}")[:2] == (
        Verdict.TROUBLED,
        "400 Bad Request, RequestTimeout: Too slow",
    )
    for text in ("HTTP error: error sending request", "HTTP error: request or response body error"):
        assert said(f"Generic S3 error: {text}")[0] is Verdict.TROUBLED
    moved = "Received redirect without LOCATION, this normally indicates an incorrect region"
    assert said(GOT + moved)[2].startswith("the bucket is in another region")


def test_only_the_words_of_the_store_are_repeated_and_no_secret_in_them():
    body = "<Error><Code>AccessDenied</Code><Message>no canary/of+secret &amp; no</Message></Error>"
    text = (
        f"{GOT}Server returned non-2xx status code: 403 Forbidden: {body}\n\nDebug source: canary"
    )
    assert said(text) == (
        Verdict.REFUSED,
        "403 Forbidden, AccessDenied: no *** & no",
        ALLOW,
    )
    google = '{"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "It is so."}}'
    assert said(f"{GOT}status code: 403 Forbidden: {google}")[1] == (
        "403 Forbidden, PERMISSION_DENIED: It is so"
    )


# --- Waiting and working ---------------------------------------------------------------------


def test_eight_calls_in_trouble_at_once_spend_the_budget_once():
    clock = Clock()
    patience = Patience(clock=clock, pause=clock.pause, budget=10)
    with patience.call() as one, patience.call() as other:
        assert one()
        assert other()
        clock.pause(6)
    clock.pause(1000)  # nothing is in trouble: this costs nothing
    with patience.call() as again:
        assert again()
        clock.pause(4)
        assert not again()


def test_a_clock_that_stands_still_does_not_make_a_call_go_on_for_ever():
    clock = Clock()
    patience = Patience(clock=clock, pause=lambda seconds: None, budget=10)
    with patience.call() as again:
        tries = 0
        while again():
            tries += 1
    assert tries == 59


def test_the_first_failure_ends_the_work_and_is_raised():
    begun: list[int] = []

    def work(item: int) -> None:
        begun.append(item)
        if item == 3:
            raise ValueError("three")

    with pytest.raises(ValueError, match="three"):
        at_once(work, range(1000), hands=4, tick=lambda: None)
    assert len(begun) < 1000
    at_once(work, [1, 2], hands=4, tick=lambda: None)
    at_once(work, [], hands=4, tick=lambda: None)
