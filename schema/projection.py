"""The number of what is drawn up from journals: folds, and the tables of `schema/tables/projection.py`."""

from typing import Final

PROJECTION: Final = 11
"""Raise when a fold or one of those tables changes: replicas refold at their next opening."""
