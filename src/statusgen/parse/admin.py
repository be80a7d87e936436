"""`admin:` of statusgen.yml to `Admin`: the form for editing in a browser. Fetches no script.

What a backend's keys mean is the form's business: those that it knows are passed on as they are.
"""

from __future__ import annotations

import re

from statusgen.located import excerpt
from statusgen.model import Admin, Cms, Script
from statusgen.parse import links
from statusgen.parse.fields import Fields

__all__ = ["read"]

_KEYS = ("cms", "backend", "script", "review")
_BACKENDS = {
    Cms.DECAP: ("github", "gitlab", "gitea", "git-gateway", "proxy"),
    Cms.SVELTIA: ("github", "gitlab", "gitea"),
}
_NEEDED = {
    "github": ("repo",),
    "gitlab": ("repo",),
    "gitea": ("repo", "base_url"),
    "proxy": ("proxy_url",),
}
_ADDRESSES = ("base_url", "api_root", "proxy_url", "identity_url", "gateway_url")
_LINES = ("repo", "branch", "site_domain", "auth_endpoint", "auth_type", "app_id")
_FLAGS = ("use_graphql", "squash_merges", "open_authoring", "always_fork")
# GitLab has groups in groups; none of them lets a name end in .git.
_NAME = r"[A-Za-z0-9_.-]+"
_REPOSITORIES = {
    "github": re.compile(rf"{_NAME}/{_NAME}(?<!\.git)"),
    "gitea": re.compile(rf"{_NAME}/{_NAME}(?<!\.git)"),
    "gitlab": re.compile(rf"{_NAME}(?:/{_NAME})+(?<!\.git)"),
}
# What an address to clone from or to look at has around that.
_AROUND = re.compile(r"^\w+://[^/]*/|^[\w.-]+@[\w.-]+:|(?:\.git)?/*$")
# What may stand in a policy as it is: signs such as ; and ' would end the address there.
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~/%@+=&-]*)?")
_INTEGRITY = re.compile(
    r"sha(?:256-[A-Za-z0-9+/]{43}=|384-[A-Za-z0-9+/]{64}|512-[A-Za-z0-9+/]{86}==)"
)


def read(config: Fields) -> Admin | None:
    """Read whether and how a site is edited in a browser; None where it is not, or is wrong."""
    fields = config.below("admin", _KEYS, example="{cms: decap, backend: {…}, script: {…}}")
    if fields is None:
        return None
    cms = fields.choice("cms", {one.value: one for one in Cms}, noun="CMS", required=True)
    backend = _backend(fields, cms)
    script = _script(fields)
    review = fields.flag("review")
    if review and cms is Cms.SVELTIA:
        what = "Sveltia publishes every change at once, so nothing can be reviewed first"
        hint = "leave the line out, or write cms: decap"
        fields.problem(fields.where("review"), "wrong-value", what, hint)
    if cms is None or backend is None or script is None:
        return None
    return Admin(cms=cms, backend=backend, script=script, review=review)


def _backend(parent: Fields, cms: Cms | None) -> tuple[tuple[str, str | bool], ...] | None:
    known = ("name", *_LINES, *_ADDRESSES, *_FLAGS)
    example = "{name: github, repo: shop/status, branch: main}"
    fields = parent.below("backend", known, required=True, example=example)
    if fields is None:
        return None
    names = _BACKENDS[cms or Cms.DECAP]
    name = fields.choice(
        "name", dict(zip(names, names, strict=True)), noun="backend", required=True
    )
    if name is None:
        return None
    found: dict[str, str | bool] = {"name": name}
    found |= {key: line for key in _LINES if (line := fields.line(key)) is not None}
    for key in _ADDRESSES:
        url = _address(fields, key)
        if url is not None:
            found[key] = url
    found |= {key: fields.flag(key) for key in _FLAGS if fields.has(key)}
    for key in _NEEDED.get(name, ()):
        if not fields.has(key):
            fields.missing(key)
    if name in _REPOSITORIES and "repo" in found:
        _check_repository(fields, str(found["repo"]), _REPOSITORIES[name])
    return tuple(found.items())


def _check_repository(fields: Fields, repo: str, form: re.Pattern[str]) -> None:
    if form.fullmatch(repo):
        return
    bare = _AROUND.sub("", repo)
    hint = "write its owner and its name, like larkfield/status"
    if form.fullmatch(bare):
        hint = f"write {bare}"
    what = f"'{excerpt(repo)}' is not a repository as this backend names it"
    fields.problem(fields.where("repo"), "bad-repo", what, hint)


def _script(parent: Fields) -> Script | None:
    known = ("file", "url", "integrity")
    fields = parent.below("script", known, required=True, example="{file: admin/decap-cms.js}")
    if fields is None:
        return None
    if fields.has("file") == fields.has("url"):
        what = "'script' needs one of 'file' and 'url'"
        hint = "name a file of the site's folder, or an address with its integrity"
        fields.problem(parent.where("script"), "missing-key", what, hint)
        return None
    if fields.has("file"):
        if fields.has("integrity"):
            what = "the key 'integrity' is for a script from elsewhere, and no file is held to it"
            hint = "leave the line out: the file is the site's own"
            fields.problem(fields.where("integrity"), "wrong-value", what, hint)
        return _file(fields)
    url = _address(fields, "url")
    integrity = fields.line("integrity")
    if not fields.has("integrity"):
        what = "a script from elsewhere needs the key 'integrity'"
        hint = "copy its sha384-… digest from where it is published, or take it as a file"
        fields.problem(fields.where("url"), "missing-key", what, hint)
    elif integrity is not None and _INTEGRITY.fullmatch(integrity) is None:
        what = f"'{excerpt(integrity)}' is not the digest of a script"
        hint = "it begins with sha384- and has 64 characters behind it"
        fields.problem(fields.where("integrity"), "bad-integrity", what, hint)
        integrity = None
    if url is None or integrity is None:
        return None
    return Script(url=url, integrity=integrity, where=fields.where("url"))


def _address(fields: Fields, key: str) -> str | None:
    url = links.address(fields, key, schemes=links.PAGES, required=False)
    if url is None or _PLAIN.fullmatch(url):
        return url
    what = f"'{excerpt(url)}' is not a plain address"
    hint = "write the host and the path only, with other letters as the browser shows them"
    fields.problem(fields.where(key), "bad-url", what, hint)
    return None


def _file(fields: Fields) -> Script | None:
    path = fields.line("file", example="admin/decap-cms.js")
    if path is None:
        return None
    plain = re.fullmatch(r"[\w. -]+(?:/[\w. -]+)*\.js", path) is not None
    if not plain or {"", ".", ".."} & set(path.split("/")):
        what = f"'{excerpt(path)}' is not the path of a script in the site's folder"
        hint = "write it from the site's folder on, like admin/decap-cms.js"
        fields.problem(fields.where("file"), "bad-script", what, hint)
        return None
    return Script(file=path, where=fields.where("file"))
