"""Another key for somebody, as tests of the rule `pin_by_two` make it."""

from __future__ import annotations

from schema.acts.people import KeyResetProposed
from schema.ids import Id
from schema.rules import ADMINISTRATORS_PIN, TWO_PEOPLE
from sync.journal import public_key
from tests.sync.founded import Person
from tests.sync.membership.scene import Scene

SEED, NEW = bytes([9]) * 32, bytes([3]) * 16
OLDER = (TWO_PEOPLE, ADMINISTRATORS_PIN)
"""The rules of a site founded before this one."""


def nurse(scene: Scene) -> Person:
    """Who has no right to reset PINs, and whose PIN is reset."""
    return scene.people["nurse"]


def reset(person: Person, *retires: Id, key: Id = NEW) -> KeyResetProposed:
    """Another key for them, that ends these."""
    return KeyResetProposed(person.id, key, public_key(SEED), retires)
