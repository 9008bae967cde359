"""Decisions on a vault: what refuses, what is only named, who may sign second."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.narcotics import CountedHere, CountVault, EnterNarcotics, HandOverVault, OpenVault, WitnessVault
from node.domain.decision import Decided, Who
from node.domain.keeping import (
    VaultSituation,
    decide_count_vault,
    decide_enter,
    decide_hand_over,
    decide_open_vault,
    decide_witness,
)
from node.domain.narcotics import fold_vault
from schema.acts.narcotics import VaultCounted, VaultOpened
from tests.node.domain.acts import Site, an_id
from tests.node.domain.states import outcome
from tests.node.domain.vault_splits import HOUR, MORPHINE, VAULT, counting, entry, told, units

HERE, ELSEWHERE = an_id("a"), an_id("b")


def who(name: str = "alice", rights: frozenset[str] = frozenset({"narcotics"}), at: bytes = HERE) -> Who:
    return Who(an_id(name), rights, at, an_id("journal"))


def here(site: Site | None = None) -> VaultSituation:
    if site is None:
        site = Site()
        site.act("a", VaultOpened("Coffre", HERE), VAULT)
        site.act("a", entry("in", 10), VAULT)
    return VaultSituation(
        id=VAULT,
        vault=fold_vault(site.acts),
        workstations=frozenset({HERE, ELSEWHERE}),
        now_ms=9 * HOUR,
    )


def entering(**changes: Any) -> EnterNarcotics:
    fields: dict[str, Any] = {
        "vault": VAULT,
        "way": "out",
        "product": MORPHINE,
        "amount": units(2),
        "whom": "service",
        "told": told(),
        "pin": "",
    }
    return EnterNarcotics(**{**fields, **changes})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "recorded"),
        ({"product": " "}, "refused vault.product_missing"),
        ({"amount": units(0)}, "refused vault.no_amount"),
        ({"whom": ""}, "refused vault.whom_missing"),
        ({"way": "destroyed"}, "refused reason.missing"),
        ({"way": "destroyed", "reason": "périmées", "whom": ""}, "recorded"),
        ({"amount": units(11)}, "recorded, vault.below_nothing"),
        ({"told": told(99)}, "refused told.in_future"),
    ],
)
def test_a_line_is_refused_only_for_what_it_leaves_out(changes: dict[str, Any], expected: str) -> None:
    assert outcome(decide_enter(entering(**changes), here(), who())) == expected


def test_elsewhere_it_is_recorded_and_named() -> None:
    assert outcome(decide_enter(entering(), here(), who(at=ELSEWHERE))) == "recorded, vault.not_keeper"
    assert outcome(decide_enter(entering(), here(), who(rights=frozenset()))) == "refused right.missing"


def test_a_count_stands_beside_what_the_ledger_says() -> None:
    lines = (CountedHere("MORPHINE fictive 10 mg/mL ampoule", units(8)), CountedHere("autre", units(1)))
    decided = decide_count_vault(CountVault(vault=VAULT, lines=lines, told=told(), pin=""), here(), who())
    assert isinstance(decided, Decided)
    body = decided.drafts[0].body
    assert isinstance(body, VaultCounted)
    assert [(one.counted, one.expected) for one in body.lines] == [
        (units(8), units(10)),
        (units(1), units(0)),
    ]
    twice = CountVault(vault=VAULT, lines=(lines[0], lines[0]), told=told(), pin="")
    assert outcome(decide_count_vault(twice, here(), who())) == "refused vault.counted_twice"
    nothing = CountVault(vault=VAULT, lines=(), told=told(), pin="")
    assert outcome(decide_count_vault(nothing, here(), who())) == "refused vault.nothing_counted"


@pytest.mark.parametrize(
    ("changes", "at", "expected"),
    [
        ({}, HERE, "recorded"),
        ({}, ELSEWHERE, "refused vault.not_keeper"),
        ({"keeper": an_id("stranger")}, HERE, "refused vault.unknown_keeper"),
        ({"lines": ()}, HERE, "refused vault.count_all"),
        ({"based_on": ()}, HERE, "refused screen.stale"),
    ],
)
def test_only_the_keeper_hands_over_everything_counted(
    changes: dict[str, Any], at: bytes, expected: str
) -> None:
    situation = here()
    fields: dict[str, Any] = {
        "vault": VAULT,
        "keeper": ELSEWHERE,
        "lines": (CountedHere(MORPHINE, units(10)),),
        "told": told(),
        "pin": "",
        "based_on": situation.vault.heads,
    }
    command = HandOverVault(**{**fields, **changes})
    assert outcome(decide_hand_over(command, situation, who(at=at))) == expected


def test_the_second_signature_is_another_persons_on_what_waits() -> None:
    site = Site()
    site.act("a", VaultOpened("Coffre", HERE), VAULT)
    count = site.act("a", counting(1, 0), VAULT, by="alice")
    command = WitnessVault(vault=VAULT, what=count.ref, pin="")
    situation = here(site)
    assert outcome(decide_witness(command, situation, who("bob"), count)) == "recorded"
    assert outcome(decide_witness(command, situation, who("alice"), count)) == "refused pair.witness"
    assert outcome(decide_witness(command, situation, who("bob"), None)) == "refused vault.nothing_to_witness"


def test_a_vault_is_kept_where_it_is_opened() -> None:
    decided = decide_open_vault(OpenVault(name="Coffre", pin=""), who(), an_id("new"))
    assert isinstance(decided, Decided)
    assert decided.drafts[0].body == VaultOpened("Coffre", HERE)
    assert (
        outcome(decide_open_vault(OpenVault(name=" ", pin=""), who(), VAULT)) == "refused vault.name_missing"
    )
