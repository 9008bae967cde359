"""Died, treated elsewhere, back."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.patient import TakePatientBack, TellPatientLeft
from node.domain.decision import Decided
from node.domain.leaving import decide_take_back, decide_tell_left
from node.domain.patient import Gone, fold_patient
from schema.acts.patient import PatientLeft, PatientReturned
from tests.node.domain.acts import Site, an_id
from tests.node.domain.situations import patients
from tests.node.domain.states import DAY, NOW, outcome, ref, told, who
from tests.node.domain.states_of_patient import patient_state

ME = an_id("me")
GONE = (Gone(ref("one"), "deceased", ""), Gone(ref("two"), "transferred", "CHU"))


def _left(**changes: Any) -> object:
    fields: dict[str, Any] = {"patient": ME, "how": "deceased", "remark": " ", "told": told()}
    return decide_tell_left(TellPatientLeft(**{**fields, **changes}), patients(me=patient_state()), who())


def test_a_death_is_an_account() -> None:
    result = _left()
    assert isinstance(result, Decided)
    assert result.drafts[0].body == PatientLeft("deceased", "", told())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"how": "lost"}, "patient.left_how"),
        ({"patient": an_id("nobody")}, "patient.unknown"),
        ({"told": told(at=NOW + DAY)}, "told.in_future"),
    ],
)
def test_what_cannot_be_told(changes: dict[str, Any], code: str) -> None:
    assert outcome(_left(**changes)) == f"refused {code}"


def _back(gone: tuple[Gone, ...] = GONE, **changes: Any) -> object:
    state = patient_state(gone=gone)
    fields: dict[str, Any] = {"patient": ME, "reason": "erreur", "pin": "", "based_on": state.heads}
    return decide_take_back(TakePatientBack(**{**fields, **changes}), patients(me=state), who())


def test_taking_back_names_every_account_shown() -> None:
    result = _back()
    assert isinstance(result, Decided)
    assert [draft.body for draft in result.drafts] == [PatientReturned(one.act, "erreur") for one in GONE]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"gone": ()}, "patient.not_gone"),
        ({"reason": " "}, "reason.missing"),
        ({"based_on": ()}, "screen.stale"),
        ({"patient": an_id("nobody")}, "patient.unknown"),
    ],
)
def test_there_must_be_something_to_take_back(changes: dict[str, Any], code: str) -> None:
    assert outcome(_back(**changes)) == f"refused {code}"


def test_a_return_that_did_not_see_it_takes_nothing_back() -> None:
    site = Site()
    left = site.act("A", PatientLeft("deceased", "", told()), ME)
    site.act("B", PatientReturned(left.ref, "?"), ME)
    assert [one.act for one in fold_patient(site.acts).gone] == [left.ref]
    site.meet("A", "B")
    site.act("B", PatientReturned(left.ref, "erreur"), ME)
    assert fold_patient(site.acts).gone == ()
