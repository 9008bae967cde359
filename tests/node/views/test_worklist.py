"""Items of a worklist."""

from __future__ import annotations

import msgspec
import pytest

from node.api.patient import PatientRow
from node.api.worklist import WorkItem
from node.domain.state import Conflict, Word
from node.views.worklist import in_order, mine
from schema.acts.patient import Identity
from schema.quantity import Quantity, Unit
from schema.transaction import ActRef
from tests.node.domain.acts import an_id
from tests.node.domain.states import who

ACT = ActRef(an_id("journal"), 1, 0, bytes(32))
ITEM = WorkItem(
    course=an_id("c"),
    dose=an_id("d"),
    bag=None,
    patient=PatientRow(an_id("p"), Identity("B", "", "Zoé", "1971-01-01", "F", "", ""), 55, False, 0),
    regimen="R",
    cycle=1,
    day=1,
    planned="2026-06-05",
    substance="oxaliplatine",
    prescribed=Quantity("154", Unit.MG),
    container="poche",
    duration_minutes=120,
    ward="HDJ",
    state="ready",
    waits_for=("prepare",),
    blocks=(),
    number="",
    conflicts=0,
)
CONFLICT = Conflict("made_twice", an_id("d"), an_id("d"), (ACT,), ("release",), ("keep",), False, True, None)


@pytest.mark.parametrize(
    ("waits", "rights", "is_mine"),
    [
        (("prepare",), {"prepare"}, True),
        (("make",), {"prepare"}, True),  # who may prepare may tell that it was made
        (("check",), {"prepare"}, False),
        (("validate", "go_ahead"), {"go_ahead"}, True),
        (("settle",), {"settle", "release"}, True),
        (("settle",), {"settle", "administer"}, False),  # not this conflict's owner
        (("settle",), {"release"}, False),  # an owner, who may not settle
        ((), {"prepare", "settle"}, False),
    ],
)
def test_whose_turn_it_is(waits: tuple[str, ...], rights: set[str], is_mine: bool) -> None:
    item = msgspec.structs.replace(ITEM, waits_for=waits)
    assert mine(item, who("somebody", rights), [CONFLICT] if "settle" in waits else []) is is_mine


def test_who_was_heard_waits_for_another() -> None:
    item = msgspec.structs.replace(ITEM, waits_for=("settle",))
    zoe = who("zoe", {"settle", "release"})
    for by, is_mine in ((zoe.person, False), (an_id("another"), True)):
        heard = msgspec.structs.replace(CONFLICT, owners=("prescribe", "release"), heard=(Word(ACT, by),))
        assert mine(item, zoe, [heard]) is is_mine


def test_day_then_patient_then_rank() -> None:
    earlier = msgspec.structs.replace(ITEM, dose=an_id("1"), planned="2026-06-04")
    first = msgspec.structs.replace(ITEM, dose=an_id("2"))
    second = msgspec.structs.replace(ITEM, dose=an_id("3"))
    abel = PatientRow(an_id("q"), Identity("A", "", "Zoé", "1971-01-01", "F", "", ""), 55, False, 0)
    other = msgspec.structs.replace(ITEM, dose=an_id("4"), patient=abel)
    ranks = {first.dose: 1, second.dose: 2, other.dose: 9, earlier.dose: 9}
    assert in_order([second, first, other, earlier], ranks) == (earlier, other, first, second)
