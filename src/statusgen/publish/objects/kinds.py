"""The three kinds of object store: their keys in statusgen.yml, and where credentials come from.

`s3` is Amazon's and whatever speaks as it does (Cloudflare R2, Backblaze B2, MinIO, SeaweedFS);
`gcs` is Google Cloud Storage, `azure` Azure Blob Storage. Of these `gcs` has been run against no
server in our tests: none at hand takes obstore's calls. Credentials are read from the environment
when a run begins, or obstore asks the provider for them; a key of statusgen.yml that looks like one
is refused, and its value is repeated nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from statusgen import __version__, located
from statusgen.errors import Problem, UsageError
from statusgen.manifest import check_paths
from statusgen.parse.fields import Fields
from statusgen.publish.objects.bucket import Bucket
from statusgen.publish.redact import redacted

if TYPE_CHECKING:
    from obstore.store import (
        AzureConfig,
        GCSConfig,
        ObjectStore,
        S3Config,
        S3Credential,
        S3CredentialProvider,
    )

__all__ = ["azure", "gcs", "s3"]

_SHARED = ("type", "name", "cdn", "compress", "prefix", "endpoint")
_S3 = (*_SHARED, "bucket", "region", "addressing")
_GCS = (*_SHARED, "bucket")
_AZURE = (*_SHARED, "account", "container")

_AWS_VARIABLES = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_GOOGLE_VARIABLES = "GOOGLE_APPLICATION_CREDENTIALS"
_AZURE_VARIABLES = "AZURE_STORAGE_ACCOUNT_KEY or AZURE_STORAGE_SAS_TOKEN"

_looks_secret = re.compile(
    r"secret|passw|token|credential|signature|\bsas\b|sas_|connection|private"
    r"|(?:access|account|api|shared|service_account|storage)_?key|\bkey(?:_?id)?$|^key",
    re.IGNORECASE,
).search

Connect = Callable[[Mapping[str, str], float], "ObjectStore"]


def s3(name: str, keys: located.Mapping, problems: list[Problem]) -> Bucket | None:
    """Make a target of `bucket`, and of `region`, `endpoint`, `prefix`, `addressing` if given."""
    before = len(problems)
    fields = _fields(keys, problems, _S3, _AWS_VARIABLES)
    bucket = fields.line("bucket", required=True, example="shop-status")
    region = fields.line("region")
    endpoint = _endpoint(fields)
    prefix = _prefix(fields)
    in_host = fields.choice("addressing", {"path": False, "host": True})
    compress = _compress(fields)
    if len(problems) > before or bucket is None:
        return None

    def connect(environ: Mapping[str, str], limit: float) -> ObjectStore:
        from obstore.store import S3Store

        own = _own(environ, name, "AWS_")
        usual = own.get("AWS_REGION") or own.get("AWS_DEFAULT_REGION") or "us-east-1"
        config: S3Config = {"region": region or usual}
        address = endpoint or own.get("AWS_ENDPOINT_URL_S3") or own.get("AWS_ENDPOINT_URL")
        if address and in_host:
            parts = urlsplit(address)
            address = parts._replace(netloc=f"{bucket}.{parts.netloc}").geturl()
        if address:
            # Both names, or a variable of the environment would win over statusgen.yml.
            config["endpoint"] = config["aws_endpoint_url_s3"] = address
        if in_host:
            config["virtual_hosted_style_request"] = True
        provider: S3CredentialProvider | None = None
        if own.get("AWS_ACCESS_KEY_ID") and own.get("AWS_SECRET_ACCESS_KEY"):
            found: S3Credential = {
                "access_key_id": own["AWS_ACCESS_KEY_ID"],
                "secret_access_key": own["AWS_SECRET_ACCESS_KEY"],
                "token": own.get("AWS_SESSION_TOKEN") or None,
                "expires_at": None,
            }
            # Not as configuration: obstore would mix it with what else the environment says.
            provider = lambda: found  # noqa: E731
        return S3Store(
            bucket,
            prefix=prefix or None,
            config=config,
            credential_provider=provider,
            **_how(address or "", limit),
        )

    where = f"s3://{bucket}/{prefix}".rstrip("/")
    return _bucket(name, where, connect, _AWS_VARIABLES, compress)


def gcs(name: str, keys: located.Mapping, problems: list[Problem]) -> Bucket | None:
    """Make a target of `bucket`, and of `prefix` and `endpoint` if given."""
    before = len(problems)
    fields = _fields(keys, problems, _GCS, _GOOGLE_VARIABLES)
    bucket = fields.line("bucket", required=True, example="shop-status")
    endpoint = _endpoint(fields)
    prefix = _prefix(fields)
    compress = _compress(fields)
    if len(problems) > before or bucket is None:
        return None

    def connect(environ: Mapping[str, str], limit: float) -> ObjectStore:
        from obstore.store import GCSStore

        own = _own(environ, name, "GOOGLE_")
        names = {
            "GOOGLE_APPLICATION_CREDENTIALS": "application_credentials",
            "GOOGLE_SERVICE_ACCOUNT": "service_account",
            "GOOGLE_SERVICE_ACCOUNT_PATH": "service_account",
            "GOOGLE_SERVICE_ACCOUNT_KEY": "service_account_key",
            "GOOGLE_BEARER_TOKEN": "bearer_token",
        }
        found: dict[str, Any] = {key: own[one] for one, key in names.items() if own.get(one)}
        config: GCSConfig = {**found}  # type: ignore[typeddict-item]
        if endpoint:
            config["base_url"] = endpoint
        how = _how(endpoint or "", limit)
        # Without it Google unpacks what is kept compressed, and says no length.
        how["client_options"]["default_headers"] = {"Accept-Encoding": "gzip"}
        return GCSStore(bucket, prefix=prefix or None, config=config, **how)

    where = f"gs://{bucket}/{prefix}".rstrip("/")
    return _bucket(name, where, connect, _GOOGLE_VARIABLES, compress)


def azure(name: str, keys: located.Mapping, problems: list[Problem]) -> Bucket | None:
    """Make a target of `account` and `container`, and of `prefix` and `endpoint` if given.

    The container is `$web` if none is given, which is the one that Azure serves as a site.
    """
    before = len(problems)
    fields = _fields(keys, problems, _AZURE, _AZURE_VARIABLES)
    account = fields.line("account", required=True, example="shopstatus")
    container = fields.line("container") or "$web"
    endpoint = _endpoint(fields)
    prefix = _prefix(fields)
    compress = _compress(fields)
    if len(problems) > before or account is None:
        return None

    def connect(environ: Mapping[str, str], limit: float) -> ObjectStore:
        from obstore.store import AzureStore

        own = _own(environ, name, "AZURE_")
        pairs = _connection_string(own.get("AZURE_STORAGE_CONNECTION_STRING", ""))
        key = (
            own.get("AZURE_STORAGE_ACCOUNT_KEY")
            or own.get("AZURE_STORAGE_KEY")
            or pairs.get("AccountKey")
        )
        sas = own.get("AZURE_STORAGE_SAS_TOKEN") or pairs.get("SharedAccessSignature")
        names = {
            "AZURE_CLIENT_ID": "client_id",
            "AZURE_CLIENT_SECRET": "client_secret",
            "AZURE_TENANT_ID": "tenant_id",
            "AZURE_FEDERATED_TOKEN_FILE": "federated_token_file",
        }
        config: AzureConfig = {"account_name": account}
        if key:
            config["account_key"] = key
        elif sas:
            config["sas_key"] = sas.lstrip("?")
        else:
            found = {key: own[one] for one, key in names.items() if own.get(one)}
            config = {**config, **found}  # type: ignore[typeddict-item]
        if endpoint:
            config["endpoint"] = endpoint
        return AzureStore(
            container, prefix=prefix or None, config=config, **_how(endpoint or "", limit)
        )

    where = f"azure://{account}/{container}/{prefix}".rstrip("/")
    return _bucket(name, where, connect, _AZURE_VARIABLES, compress)


def _bucket(name: str, where: str, connect: Connect, variables: str, compress: bool) -> Bucket:
    def told(environ: Mapping[str, str], limit: float) -> ObjectStore:
        try:
            from obstore.exceptions import BaseError
        except ImportError:
            missing = True
        else:
            missing = False
        if missing:
            raise UsageError(
                f"publishing to {where} needs the package obstore, which is not installed",
                "install it: pip install 'statusgen[objects]'",
            )
        try:
            return connect(environ, limit)
        except (BaseError, ValueError, OSError) as error:
            words = redacted(str(error).partition("\n\nDebug source:")[0], environ)
        # Not from the exception: its text may show what it could not read, a key among it.
        hint = f"look at {variables} in the environment"
        raise UsageError(f"{where} cannot be opened: {' '.join(words.split())}", hint)

    return Bucket(name=name, where=where, connect=told, variables=variables, compress=compress)


def _how(address: str, limit: float) -> dict[str, Any]:
    """Return how obstore is to talk to a store: it never tries again by itself, `Store` does."""
    options = {
        "timeout": timedelta(seconds=limit),
        "connect_timeout": timedelta(seconds=min(limit, 10)),
        "allow_http": address.startswith("http://"),
        "user_agent": f"statusgen/{__version__}",
    }
    return {
        "client_options": options,
        "retry_config": {"max_retries": 0, "retry_timeout": timedelta(seconds=limit)},
    }


def _own(environ: Mapping[str, str], name: str, family: str) -> Mapping[str, str]:
    """Return the variables that a target reads: its own, if it has any, else those of all.

    Its own begin with its name: BACKUP_AWS_ACCESS_KEY_ID for `name: backup`. So two providers of
    one kind can each have credentials.
    """
    prefix = re.sub(r"[^A-Z0-9]+", "_", name.upper()) + "_"
    own = {
        key.removeprefix(prefix): value
        for key, value in environ.items()
        if key.startswith(prefix + family)
    }
    return own or {key: value for key, value in environ.items() if key.startswith(family)}


def _fields(
    keys: located.Mapping, problems: list[Problem], known: tuple[str, ...], variables: str
) -> Fields:
    """Read the keys, without those that look like a credential: each of these is a problem."""
    kept = []
    for key, value in keys.pairs:
        if key.text in known or not _looks_secret(key.text):
            kept.append((key, value))
            continue
        what = f"'{located.excerpt(key.text)}' looks like a credential, and statusgen.yml is no"
        what += " place for one"
        hint = f"take the line out, set {variables} in the environment, and replace the"
        hint += " credential, since whoever can read this file knows it"
        # At the value, which reports cover for this code: they quote the line.
        problems.append(Problem(value.where, "secret", what, hint))
    mapping = located.Mapping(tuple(kept), keys.where)
    return Fields(mapping, problems=problems, known=known, of="a target")


def _endpoint(fields: Fields) -> str | None:
    text = fields.line("endpoint", example='"https://s3.example"')
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if "@" in parts.netloc or parts.query:
        what = "'endpoint' has a user, a password or a token in it"
        hint = "write the address alone; credentials come from the environment"
        fields.problem(fields.where("endpoint"), "secret", what, hint)
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment or port == 0:
        what = f"'{located.excerpt(text)}' is not the address of a store"
        hint = "write it with https:// in front, like https://s3.example"
        fields.problem(fields.where("endpoint"), "bad-address", what, hint)
        return None
    return text.rstrip("/")


def _prefix(fields: Fields) -> str:
    node = fields.node("prefix")
    if isinstance(node, located.Scalar) and not node.text.strip():
        return ""  # `prefix: ""` says plainly that there is none
    text = (fields.line("prefix") or "").strip("/")
    try:
        check_paths([text] if text else [])
    except ValueError:
        what = f"'{located.excerpt(text)}' is not a plain path"
        hint = "write it without . and .., like status/live"
        fields.problem(fields.where("prefix"), "bad-prefix", what, hint)
        return ""
    return text


def _compress(fields: Fields) -> bool:
    return bool(fields.choice("compress", {"gzip": True, "none": False}))


def _connection_string(text: str) -> Mapping[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip(): value for name, _, value in pairs}
