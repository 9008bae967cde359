"""Windows on real nodes: what those protect is cheap to guess."""

from tests.cheap import cheap_secrets

__all__ = ["cheap_secrets"]
