"""What the golden journals hold: every kind of act, every rule with acts on both sides of it, every row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from node.domain.merge.owners import OWNERS
from schema.acts import KINDS
from schema.acts.membership import RulesSwitched
from schema.codec import decode
from schema.rules import (
    ADMINISTRATORS_PIN,
    CAREFUL_STAYS,
    EVERY_SETTING,
    GO_AHEADS_OVERLAP,
    NAMED_VOUCHES,
    NOTICED_BY_ANOTHER,
    ONLY_ONCE,
    PIN_BY_TWO,
    RETIRED_ALIKE,
    RULES,
    STOP_BY_TWO,
)
from schema.transaction import Core, Tip, Transaction, core_hash, open_transaction
from tests.golden import kept

NOT_KEPT: Final[Mapping[str, str]] = {
    ADMINISTRATORS_PIN: "younger than the journals kept; the day has it, with the reset of a PIN",
    GO_AHEADS_OVERLAP: "younger than the journals kept; the day has it, with go-aheads that overlap",
    PIN_BY_TWO: "younger than the journals kept; the day has it, with the reset of a PIN",
    CAREFUL_STAYS: "younger than the journals kept",
    "careful_decision": "younger than the journals kept",
    "careful_order": "younger than the journals kept",
    "careful_stop": "younger than the journals kept",
    "journal_forked": "younger than the journals kept, whose forks today's program tells (`test_golden.py`)",
    NAMED_VOUCHES: "younger than the journals kept; the day has it, with journals reopened",
    "fork.looked_at/1": "younger than the journals kept; the day has it, with forks settled",
    "invitation.redeemed/1": "younger than the journals kept",
    ONLY_ONCE: "younger than the journals kept; it takes a copy of a workstation that lies",
    "doses.limited/1": "younger than the journals kept; the day has it, with settings signed apart",
    "membership.proposal_withdrawn/1": "younger than the journals kept; the day has it, with a PIN's reset",
    NOTICED_BY_ANOTHER: "younger than the journals kept",
    STOP_BY_TWO: "younger than the journals kept",
    EVERY_SETTING: "younger than the journals kept; the day has it, with settings signed apart under it",
    RETIRED_ALIKE: "younger than the journals kept; the day has it, with a retirement of what two signed",
}
"""Kinds, rules and rows that no golden journal holds yet, and why; the next released version has them."""


@cache
def transactions() -> tuple[tuple[str, Transaction, Core], ...]:
    """Of every version, in fold order."""
    return tuple(
        (version.name, *open_transaction(data))
        for version in kept.versions()
        for data in kept.journals(version)
    )


def rows_in(value: Any) -> Iterator[str]:
    """Rules of the conflicts in what was written down of a state."""
    if isinstance(value, dict):
        if "rule" in value and "settled" in value:
            yield value["rule"]
        for one in value.values():
            yield from rows_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from rows_in(one)


def test_every_kind_of_act_is_in_a_golden_journal() -> None:
    held = {header.kind for _, _, core in transactions() for header in core.headers}
    assert sorted(set(KINDS) - held) == sorted(set(NOT_KEPT) & set(KINDS))


def test_every_rule_is_switched_on_with_acts_of_its_files_before_and_after() -> None:
    """Before and after as everywhere: with the switch in their past, or without it."""
    rules: dict[bytes, frozenset[str]] = {}
    under: dict[tuple[str, int], set[bool]] = {}
    for _, transaction, core in transactions():
        past = [*core.saw, Tip(core.journal, core.seq - 1, core.prev)]
        here = frozenset().union(*(rules.get(tip.hash, frozenset()) for tip in past))
        for header, body in zip(core.headers, transaction.bodies, strict=True):
            for name, rule in RULES.items():
                if header.file.type in rule.files:
                    under.setdefault((name, header.file.type), set()).add(name in here)
            if header.kind == "rules.switched/1" and body is not None:
                here |= {rule.name for rule in decode(RulesSwitched, body.body).rules}
        rules[core_hash(transaction.core)] = here
    both = {name for (name, _), found in under.items() if found == {True, False}}
    assert sorted(set(RULES) - both) == sorted(set(NOT_KEPT) & set(RULES))


def test_every_row_of_a_merge_is_met() -> None:
    met: set[str] = set()
    for version in kept.versions():
        expected = kept.told(version / "expected.json.zst")
        met |= set(rows_in(expected["files"]))
        met |= {line.split()[1] for line in (*expected["between_files"], *expected.get("disputes", ()))}
    assert sorted(set(OWNERS) - met) == sorted(set(NOT_KEPT) & set(OWNERS))


def test_what_is_not_kept_is_something_that_there_is() -> None:
    assert set(NOT_KEPT) <= {*KINDS, *RULES, *OWNERS}
    assert all(NOT_KEPT.values())
