"""One table says who owns which decision, and every rule keeps to it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from node.domain import merge
from node.domain.crosscheck import CROSS_CHECKS
from node.domain.merge.owners import OWNERS
from node.domain.rights import RIGHTS


def test_every_row_keeps_to_the_table() -> None:
    said = {}
    for found in iter_modules(merge.__path__):
        module = import_module(f"node.domain.merge.{found.name}")
        row = getattr(module, "ROW", None)
        if row is not None:
            said[row.rule] = row.owners
        elif isinstance(getattr(module, "OWNERS", None), tuple):
            said[module.RULE] = module.OWNERS
    assert {rule: OWNERS.get(rule) for rule in said} == said
    assert len(said) > 20


def test_every_check_between_files_has_its_owners_there() -> None:
    assert set(CROSS_CHECKS) <= set(OWNERS)


def test_the_rights_exist() -> None:
    assert {right for rights in OWNERS.values() for right in rights} <= set(RIGHTS)
