"""The registry of kinds: numbers, bodies, rights."""

import re

import pytest

from schema.acts import KIND_OF_BODY, KINDS
from schema.acts.base import Kind
from schema.transaction import ActClass, FileType


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_is_well_formed(kind: Kind) -> None:
    """Named and numbered, of one body, with a right unless membership or session settles it otherwise."""
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+/[1-9][0-9]*", kind.name)
    assert KIND_OF_BODY[kind.body] is kind
    assert kind.right or kind.cls in (ActClass.MEMBERSHIP, ActClass.NOTE)
    assert kind.file in FileType


def test_names_are_unique() -> None:
    """One name, one kind; one body, one kind."""
    assert len(KINDS) == len(KIND_OF_BODY) == len({kind.name for kind in KINDS.values()})


def test_clinical_decisions_are_critical() -> None:
    """A program that does not know one must not advance its file."""
    lax = [
        k.name for k in KINDS.values() if k.cls in (ActClass.DECISION, ActClass.ACCOUNT) and not k.critical
    ]
    assert lax == []
