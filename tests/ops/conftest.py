"""Commands and measures found sites by the dozen: what they protect is cheap to guess."""

from tests.cheap import cheap_secrets

__all__ = ["cheap_secrets"]
