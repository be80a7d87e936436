"""What a site's own files say that bears on where its page should stand. Pure."""

from __future__ import annotations

from statusgen.frozen import frozen
from statusgen.model import Config, Group

__all__ = ["Own", "own"]


@frozen
class Own:
    """`url` is the page's address; `names` are the components and groups that it reports on.

    `homes` are the addresses of what it reports on, as far as the site names them.
    """

    url: str
    names: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()


def own(config: Config) -> Own:
    """Take it from a site's config."""
    groups = (one.name for one in config.layout if isinstance(one, Group))
    brand = (config.brand.home, config.brand.help)
    links = (one.url for one in config.help)
    return Own(
        url=config.url,
        names=(*groups, *(one.name for one in config.components)),
        homes=tuple(dict.fromkeys(one for one in (*brand, *links) if one)),
    )
