"""The fictive site of the tests of nodes, for two programs at once."""

from tests.node.conftest import template

__all__ = ["template"]
