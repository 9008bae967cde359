"""The prescriber out of reach: a spoken decision transcribed by a pharmacist, countersigned later."""

from __future__ import annotations

import pytest

from node.api.base import Recorded
from node.api.prescription import Adjustment, TranscribeDecision
from node.domain.merge.spoken_order import DENIED_RULE, RULE
from schema.acts.base import Told
from schema.acts.prescription import PrescriptionTranscribed
from tests.node import circuit
from tests.node.apart import Three
from tests.node.circuit import Treated
from tests.node.domain.builder import ready
from tests.node.domain.builder_orders import an_id, dose
from tests.node.domain.builder_states import conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import PIN, Station, exchange

SAID = Told(0, False, an_id("prescriber"), "seen")


def _divergent(split: Split) -> PrescriptionTranscribed:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="75"))
    y.prescribes(dose("J1", mg="50"))
    return PrescriptionTranscribed(1, (), (dose("J1", mg="50"),), (), "au bloc", SAID)


def test_a_transcription_ends_the_divergence_and_waits_for_the_prescriber(split: Split) -> None:
    body = _divergent(split)
    z = split.joined()
    act = z.records(body, by="pharmacist")
    state = split.state
    assert conflict_of(state, "divergent").settled == act.ref
    assert [version.act for version in dose_of(state).versions] == [act.ref]
    assert "to_be_validated_again" in dose_of(state).blocks
    conflict = conflict_of(state, RULE)
    assert (conflict.acts, conflict.owners, conflict.choices) == (
        (act.ref,),
        ("prescribe",),
        ("countersigned", "denied"),
    )
    assert not conflict.blocks
    z.validates("J1")
    z.goes_ahead("J1")
    assert dose_of(split.state).status == "ready"
    done = z.settles(conflict, "countersigned", by="prescriber")
    assert conflict_of(split.state, RULE).settled == done.ref


def test_denied_it_blocks_until_a_prescriber_orders(split: Split) -> None:
    body = _divergent(split)
    z = split.joined()
    act = z.records(body, by="pharmacist")
    denied = z.settles(conflict_of(split.state, RULE), "denied", by="prescriber")
    state = split.state
    conflict = conflict_of(state, DENIED_RULE)
    assert (conflict.acts, conflict.choices, conflict.blocks) == (refs(act, denied), (), True)
    assert DENIED_RULE in dose_of(state).blocks
    assert dose_of(state).waits_for == ("settle",)
    z.prescribes(dose("J1", mg="75"))
    assert conflicts_of(split.state, RULE) == conflicts_of(split.state, DENIED_RULE) == []


def test_two_transcriptions_apart_that_differ_diverge_again(split: Split) -> None:
    _divergent(split)
    z = split.joined()
    split.x.sees(z)
    for station, mg in ((z, "50"), (split.x, "75")):
        body = PrescriptionTranscribed(1, (), (dose("J1", mg=mg),), (), "au bloc", SAID)
        station.records(body, by="pharmacist")
    assert conflict_of(split.state, "divergent").settled is None
    assert len(conflict_of(split.state, RULE).acts) == 2


def transcribing(station: Station, course: bytes, who: str = "prescriber") -> TranscribeDecision:
    view = circuit.look(station, course)
    here = circuit.dose_of(station, course, "L1")
    return TranscribeDecision(
        course=course,
        dose=here.dose,
        version=here.versions[0],
        told=circuit.told(station, by=who),
        read_back=True,
        reason="au bloc, joint par téléphone",
        pin=PIN,
        based_on=view.heads,
    )


def _apart(stations: Three) -> Treated:
    """Two prescribers lowered one dose at two workstations, each in their way."""
    one, other, _ = stations
    someone = circuit.treated(one)
    exchange(one, other)
    target = circuit.dose_of(one, someone.course, "L1").dose
    for station, who, percent in ((one, "prescriber", "10"), (other, "prescriber2", "20")):
        lower = (Adjustment(line="L1", day=0, reduction_percent=percent, reason="neuropathie"),)
        circuit.prescribe(
            station, someone.course, doses=(target,), adjustments=lower, reason="revue", who=who
        )
    return someone


@pytest.mark.parametrize("way", WAYS)
def test_it_reaches_the_inbox_of_the_prescriber_who_said_it(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = _apart(stations)
    meet(stations, way)
    open_at_both(stations, "divergent", "prescriber")
    assert one.refused("pharmacist", transcribing(one, someone.course, "nurse")) == (
        "transcription.no_prescriber"
    )
    one.do("pharmacist", transcribing(one, someone.course))
    exchange(one, other)
    conflict = open_at_both(stations, RULE, "prescriber")
    assert any(key == "summary.happened_at" for side in conflict.sides for key, _ in side.summary)
    assert "divergent" not in circuit.inbox(other)
    with pytest.raises(AssertionError, match="not_who_said_it"):
        circuit.settle(other, conflict, "countersigned", "prescriber2")
    done: Recorded = circuit.settle(other, conflict, "countersigned", "prescriber")
    assert done.acts
    exchange(one, other)
    assert RULE not in inbox_of(one, "prescriber")


def test_what_another_said_of_it_apart_does_not_keep_its_author_from_signing(stations: Three) -> None:
    """Countersigned here, denied there: it is open again, and still his to sign."""
    one, other, _ = stations
    someone = _apart(stations)
    exchange(one, other)
    one.do("pharmacist", transcribing(one, someone.course))
    exchange(one, other)
    circuit.settle(one, inbox_of(one, "prescriber")[RULE], "countersigned", "prescriber")
    circuit.settle(other, inbox_of(other, "prescriber2")[RULE], "denied", "prescriber2")
    exchange(one, other)
    again = open_at_both(stations, RULE, "prescriber")
    assert len(again.sides) == 3
    circuit.settle(one, again, "countersigned", "prescriber")
    exchange(one, other)
    for station in (one, other):
        assert RULE not in inbox_of(station, "prescriber")
        assert "settled_beyond_rights" not in circuit.inbox(station)
