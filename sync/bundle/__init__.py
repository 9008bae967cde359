"""Bundles: journals, records and editions as one compressed, encrypted, sealed stream in a file.

A *snapshot* is kept against fire and theft and holds all that a restore needs; a *carry* is a USB
stick that plays the cable. Both are read by the same careful reader.
"""

from sync.bundle.errors import BundleError
from sync.bundle.items import (
    CARRY,
    SNAPSHOT,
    Carried,
    Item,
    Manifest,
    Needed,
    Piece,
    Replaceable,
    Totals,
    heads_named,
)
from sync.bundle.read import Reading, Receiver, read_bundle
from sync.bundle.write import write_bundle

__all__ = [
    "CARRY",
    "SNAPSHOT",
    "BundleError",
    "Carried",
    "Item",
    "Manifest",
    "Needed",
    "Piece",
    "Reading",
    "Receiver",
    "Replaceable",
    "Totals",
    "heads_named",
    "read_bundle",
    "write_bundle",
]
