"""The fictive site that the other peer is a member of."""

from tests.node.conftest import stations, template

__all__ = ["stations", "template"]
