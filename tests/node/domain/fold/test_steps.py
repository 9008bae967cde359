"""Steps, and who did them."""

from __future__ import annotations

from node.domain.fold.steps import NOT_ON_A_DOSE, ROLES_OF_KIND, Role, Step
from schema.acts.base import Told
from schema.acts.preparation import PreparationMade
from tests.node.domain.builder import History
from tests.node.domain.builder_orders import an_id, bag_id, dose_id


def test_who_did_it_is_who_it_tells_of_else_who_typed_it() -> None:
    (a,) = History().stations("A")
    typed = a.makes("b", by="preparer")
    told = Told(0, True, an_id("person of the night"), "paper")
    late = a.records(PreparationMade(bag_id("b"), told, ""), by="pharmacist")
    assert Step(Role.MADE, typed, dose_id("J1")).doer == an_id("person preparer")
    assert Step(Role.MADE, late, dose_id("J1")).doer == an_id("person of the night")
    assert Step(Role.MADE, late, dose_id("J1")).ref == late.ref


def test_a_kind_is_about_doses_or_it_is_not() -> None:
    assert not set(ROLES_OF_KIND) & NOT_ON_A_DOSE
