"""Which kinds of act say something that may be contradicted: no kind is forgotten by a table of pairs.

A test records one act of every kind in a file, and compares the roles that these play there with what
somebody wrote down; a kind without a role only adds something, and the test says why that is harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from node.domain.merge.row import AnyStep
from schema.acts import KINDS
from schema.acts.settlement import SETTLING
from schema.transaction import FileType


def roles_played(steps: Iterable[AnyStep]) -> Mapping[str, frozenset[str]]:
    """The roles that acts of each kind play."""
    found: dict[str, frozenset[str]] = {}
    for step in steps:
        found[step.act.kind] = found.get(step.act.kind, frozenset()) | {step.role}
    return found


def may_have_roles(file: FileType) -> set[str]:
    """Every kind of this sort of file but its settlements: these are judged by the acts that they name."""
    return {kind.name for kind in KINDS.values() if kind.file is file} - SETTLING
