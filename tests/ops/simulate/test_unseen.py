"""Every rule of the program is looked at by something here, or named with the reason why not."""

from __future__ import annotations

from node.domain.fold.steps import NOT_ON_A_DOSE, ROLES_OF_KIND
from node.domain.merge.owners import OWNERS
from node.domain.merge.table import ROWS
from ops.simulate.model_acts import HARMLESS, ROLES
from ops.simulate.model_files import FILE_RULES
from ops.simulate.model_rules import RULES
from ops.simulate.model_settled import REVIEWS, owners_of
from ops.simulate.unseen import UNSEEN

MODELLED = {*RULES, *REVIEWS, *FILE_RULES, "settled_apart"}
OF_AN_INVARIANT = {
    "doubled_number": "number_doubled_unnoticed",
    "lot_negative": "ledger_off",
    "vault_negative": "ledger_off",
}


def test_every_rule_is_looked_at_or_named() -> None:
    assert MODELLED | {*OF_AN_INVARIANT} | {*UNSEEN} == {*OWNERS}
    assert not (MODELLED | {*OF_AN_INVARIANT}) & {*UNSEEN}
    assert all(len(why.split()) > 5 for why in UNSEEN.values())


def test_every_rule_of_a_dose_is_in_the_model() -> None:
    assert {*RULES} == {*ROWS}


def test_the_model_knows_whose_a_decision_is() -> None:
    """Also of rules found between files, whose settlements hang on a course."""
    of_a_course = MODELLED - {*FILE_RULES} | {rule for rule in UNSEEN if owners_of(rule)}
    assert all(tuple(owners_of(rule)) == OWNERS[rule] for rule in of_a_course)


def test_every_kind_of_act_on_a_dose_has_its_role() -> None:
    assert {*ROLES} | HARMLESS == {*ROLES_OF_KIND} | NOT_ON_A_DOSE
