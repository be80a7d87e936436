"""Invalidation by path at CloudFront, signed here: no AWS library is needed for one request.

Keys come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for a session, AWS_SESSION_TOKEN; they
must allow cloudfront:CreateInvalidation. Profiles and instance roles are not looked up.
"""

from __future__ import annotations

from posixpath import commonpath
from typing import ClassVar
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from statusgen.fingerprint import fingerprint
from statusgen.frozen import frozen
from statusgen.publish.purge.asking import ask, credential
from statusgen.publish.purge.sigv4 import Keys, signed
from statusgen.publish.target import Run
from statusgen.xmltree import add, to_bytes

__all__ = ["CloudFront", "folded"]

MANY = 60
"""Above so many paths whole folders are named instead: CloudFront charges by path, and a folder
with a star is one."""

_VERSION = "2020-05-31"
_NAMESPACE = f"http://cloudfront.amazonaws.com/doc/{_VERSION}/"


@frozen
class CloudFront:
    """A distribution of CloudFront's, by its id."""

    OWN: ClassVar[str] = "https://cloudfront.amazonaws.com"

    distribution: str
    endpoint: str = OWN

    @property
    def where(self) -> str:
        """What it is called in messages."""
        return f"CloudFront distribution '{self.distribution}'"

    def purge(self, addresses: tuple[str, ...], run: Run) -> tuple[str, ...]:
        """Have these addresses forgotten; return a note for whatever could not be done."""
        id_, note = credential(self.where, ("AWS_ACCESS_KEY_ID",), run)
        secret, other = credential(self.where, ("AWS_SECRET_ACCESS_KEY",), run)
        if note or other:
            return (note or other,)
        keys = Keys(id=id_, secret=secret, token=run.environ.get("AWS_SESSION_TOKEN", "").strip())
        paths = folded(tuple(urlsplit(address).path for address in addresses))
        body = _batch(paths, f"statusgen-{run.clock():%Y%m%dT%H%M%S}-{fingerprint(paths)[:16]}")
        name = quote(self.distribution, safe="")
        url = f"{self.endpoint.rstrip('/')}/{_VERSION}/distribution/{name}/invalidation"

        def headers() -> dict[str, str]:
            return signed(
                "POST",
                url,
                headers={"Content-Type": "application/xml"},
                body=body,
                keys=keys,
                region="us-east-1",
                service="cloudfront",
                now=run.clock(),
            )

        note = ask(self.where, url, run, headers=headers, body=body)
        return (note,) if note else ()


def folded(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Name few paths as they are, and of many the folders that they are in, with a star.

    A folder is one part longer than the folder that all of them share, so that one without any of
    them, such as that of the assets, stays cached.
    """
    if len(paths) <= MANY:
        return paths
    depth = len(commonpath(paths).rstrip("/").split("/"))
    found: dict[str, None] = {}
    for path in paths:
        parts = path.split("/")
        found["/".join((*parts[: depth + 1], "*")) if len(parts) > depth + 1 else path] = None
    return tuple(found)


def _batch(paths: tuple[str, ...], reference: str) -> bytes:
    """Write the request; its reference keeps a repeated one from being a second invalidation."""
    root = ET.Element("InvalidationBatch", xmlns=_NAMESPACE)
    add(root, "CallerReference", reference)
    listed = add(root, "Paths")
    items = add(listed, "Items")
    for path in paths:
        add(items, "Path", path)
    add(listed, "Quantity", str(len(paths)))
    return to_bytes(root)
