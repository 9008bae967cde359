"""What one side of a disagreement about a narcotics vault says."""

from collections.abc import Mapping
from typing import Any, Final

from node.views.wording import Pairs, Say, Wording, told_pairs
from schema.acts.narcotics import (
    VaultCounted,
    VaultEntry,
    VaultHandedOver,
    VaultOpened,
    VaultReconciled,
    VaultWitnessed,
)


def _entry(body: VaultEntry, words: Wording) -> Pairs:
    yield "product", body.product
    yield "movement", f"{words.word(f'vault.{body.way}')} {words.amount(body.amount)}"
    yield "whom", body.whom
    yield "lot", body.lot
    yield "reason", body.reason
    yield from told_pairs(body.told, words)


def _count(body: VaultCounted | VaultHandedOver, words: Wording) -> Pairs:
    for line in body.lines:
        yield "product", line.product
        yield "counted", words.amount(line.counted)
        yield "expected", words.amount(line.expected)
        break
    yield from told_pairs(body.told, words)


def _reconciled(body: VaultReconciled, words: Wording) -> Pairs:
    yield "decision", words.word(f"vault.{body.choice}")
    yield "reason", body.reason


def _nothing(_body: Any, _words: Wording) -> Pairs:
    yield from ()


VAULT_SAY: Final[Mapping[type, Say]] = {
    VaultOpened: _nothing,
    VaultEntry: _entry,
    VaultCounted: _count,
    VaultHandedOver: _count,
    VaultReconciled: _reconciled,
    VaultWitnessed: _nothing,
}
"""What each kind of act on a vault says."""
