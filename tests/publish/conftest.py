"""The stores that run on loopback are started once a session, whichever tests ask for them."""

from tests.publish.stores import (  # noqa: F401 - fixtures are found by their names
    _azurite,
    _rclone,
    _seaweed,
    azurite,
    rclone,
    seaweed,
)
