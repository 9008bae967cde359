"""Corrections of an identity, and allergies taken off."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.patient import CorrectIdentity, RemoveAllergy
from node.domain.correcting import decide_correct_identity, decide_remove_allergy
from node.domain.decision import Decided
from node.domain.patient import Allergy
from schema.acts.patient import AllergyRemoved, FieldValue, IdentityCorrected
from tests.node.domain.acts import an_id
from tests.node.domain.situations import patients
from tests.node.domain.states import outcome, ref, who
from tests.node.domain.states_of_patient import patient_state

ME = an_id("me")
HEADS = patient_state().heads
ENTRY = Allergy(ref("latex"), "latex", "")


def _correct(here: Any = None, **changes: Any) -> object:
    fields: dict[str, Any] = {
        "patient": ME,
        "changes": (FieldValue("birth_date", "1961-05-04"), FieldValue("ipp", "8001")),
        "reason": "carte",
        "pin": "",
        "based_on": HEADS,
    }
    situation = patients(me=here or patient_state())
    return decide_correct_identity(CorrectIdentity(**{**fields, **changes}), situation, who())


def test_a_correction_says_what_each_field_should_be() -> None:
    result = _correct()
    assert isinstance(result, Decided)
    (draft,) = result.drafts
    assert draft.body == IdentityCorrected(
        (FieldValue("birth_date", "1961-05-04"), FieldValue("ipp", "8001")), "carte"
    )
    assert draft.based_on == HEADS


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"changes": ()}, "identity.nothing_changed"),
        ({"changes": (FieldValue("sex", "F"),)}, "identity.nothing_changed"),
        ({"changes": (FieldValue("sex", "M"), FieldValue("sex", "X"))}, "identity.nothing_changed"),
        ({"changes": (FieldValue("sex", "?"),)}, "identity.no_such_sex"),
        ({"changes": (FieldValue("birth_date", "1961-02-30"),)}, "identity.no_such_date"),
        ({"changes": (FieldValue("birth_name", "4"),)}, "identity.bad_name"),
        ({"reason": " "}, "reason.missing"),
        ({"based_on": ()}, "screen.stale"),
        ({"patient": an_id("nobody")}, "patient.unknown"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], code: str) -> None:
    assert outcome(_correct(**changes)) == f"refused {code}"


def test_of_a_disputed_field_the_value_shown_may_be_the_right_one() -> None:
    disputed = patient_state(identity_disputed=("sex",))
    assert isinstance(_correct(disputed, changes=(FieldValue("sex", "F"),)), Decided)


def _remove(rights: tuple[str, ...] = ("measure", "validate"), **changes: Any) -> object:
    fields: dict[str, Any] = {
        "patient": ME,
        "entry": ENTRY.act,
        "reason": "erreur",
        "pin": "",
        "based_on": HEADS,
    }
    situation = patients(me=patient_state(allergies=(ENTRY,)))
    return decide_remove_allergy(RemoveAllergy(**{**fields, **changes}), situation, who(rights=rights))


def test_those_who_prescribe_or_validate_take_an_allergy_off() -> None:
    result = _remove()
    assert isinstance(result, Decided)
    assert result.drafts[0].body == AllergyRemoved(ENTRY.act, "erreur")
    assert isinstance(_remove(("measure", "prescribe")), Decided)
    assert outcome(_remove(("measure",))) == "refused right.missing"
    assert outcome(_remove(("validate",))) == "refused right.missing"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"entry": ref("gone")}, "allergy.gone"),
        ({"reason": ""}, "reason.missing"),
        ({"based_on": ()}, "screen.stale"),
        ({"patient": an_id("nobody")}, "patient.unknown"),
    ],
)
def test_an_entry_must_be_there(changes: dict[str, Any], code: str) -> None:
    assert outcome(_remove(**changes)) == f"refused {code}"
