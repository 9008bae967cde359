"""Another key for somebody, as tests of the rule `pin_by_two` make it."""

from __future__ import annotations

from schema.acts.people import KeyChanged, KeyResetProposed
from schema.ids import Id
from schema.rules import ADMINISTRATORS_PIN, TWO_PEOPLE
from sync.journal import public_key
from tests.sync.founded import Person, key_of
from tests.sync.membership.scene import Scene

SEED, OWN, LAST = (bytes([number]) * 32 for number in (9, 5, 4))
NEW = key_of(SEED)
OLDER = (TWO_PEOPLE, ADMINISTRATORS_PIN)
"""The rules of a site founded before this one."""


def nurse(scene: Scene) -> Person:
    """Who has no right to reset PINs, and whose PIN is reset."""
    return scene.people["nurse"]


def reset(person: Person, *retires: Id, seed: bytes = SEED) -> KeyResetProposed:
    """Another key for them, that ends these."""
    return KeyResetProposed(person.id, key_of(seed), public_key(seed), retires)


def changed(person: Person, seed: bytes, *retires: Id) -> KeyChanged:
    """Another key, by themselves."""
    return KeyChanged(person.id, key_of(seed), public_key(seed), retires)
