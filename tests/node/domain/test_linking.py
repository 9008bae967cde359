"""Opening files and linking them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from node.api.patient import ConfirmLink, CreatePatient, KeepApart, LinkPatients
from node.domain.decision import Decided
from node.domain.fold.links import LinkEdge
from node.domain.linking import (
    decide_confirm_link,
    decide_create_patient,
    decide_keep_apart,
    decide_link_patients,
)
from schema.acts.patient import PatientCreated, PatientKeptApart, PatientLinkConfirmed, PatientLinked
from schema.transaction import FileType
from tests.node.domain.acts import an_id
from tests.node.domain.situations import patients
from tests.node.domain.states import outcome, ref, who
from tests.node.domain.states_of_patient import identity, patient_state

HEADS = (ref("created"),)
A, B = an_id("a"), an_id("b")


def test_a_new_patient_opens_a_file() -> None:
    result = decide_create_patient(
        CreatePatient(identity=identity()), patients(), who("alice", ["identify"]), an_id("new")
    )
    assert isinstance(result, Decided)
    assert result.created == (an_id("new"),)
    (draft,) = result.drafts
    assert (draft.file.type, draft.file.id) == (FileType.PATIENT, an_id("new"))
    assert draft.body == PatientCreated(identity())


@pytest.mark.parametrize(
    ("rights", "command", "expected"),
    [
        ([], {}, "refused right.missing"),
        (["identify"], {"identity": identity(birth_name="1")}, "refused identity.bad_name"),
        (["identify"], {}, "refused patient.probable_duplicate"),
        (["identify"], {"looked_at": (B,)}, "refused patient.probable_duplicate"),
        (["identify"], {"looked_at": (A,)}, "recorded"),
        (["identify"], {"identity": identity(birth_name="AUTRE")}, "recorded"),
    ],
)
def test_a_look_alike_must_be_looked_at(rights: list[str], command: dict[str, Any], expected: str) -> None:
    asked = CreatePatient(**{"identity": identity(), **command})
    here = patients(a=patient_state())
    assert outcome(decide_create_patient(asked, here, who("alice", rights), an_id("new"))) == expected


def _edge(other: bytes, state: str, by: str | None = "alice") -> LinkEdge:
    asked = ref("asked") if state == "asked" else None
    return LinkEdge(other, state, asked, an_id(by) if by and asked else None, None, None)


def _pair(state: str | None) -> Any:
    if state is None:
        return patients(a=patient_state(), b=patient_state())
    return patients(a=patient_state(edges=(_edge(B, state),)), b=patient_state(edges=(_edge(A, state),)))


LINK: dict[str, Any] = {"patient": A, "other": B, "reason": "même personne", "pin": "", "based_on": HEADS}


@pytest.mark.parametrize(
    ("state", "changes", "expected"),
    [
        (None, {}, "recorded"),
        ("kept_apart", {}, "recorded"),
        ("disputed", {}, "recorded"),
        ("asked", {}, "refused link.already_asked"),
        ("linked", {}, "refused link.already_linked"),
        (None, {"reason": " "}, "refused reason.missing"),
        (None, {"other": A}, "refused link.same_file"),
        (None, {"other": an_id("nowhere")}, "refused patient.unknown"),
        (None, {"based_on": ()}, "refused screen.stale"),
    ],
)
def test_asking_for_a_link(state: str | None, changes: dict[str, Any], expected: str) -> None:
    result = decide_link_patients(LinkPatients(**{**LINK, **changes}), _pair(state), who())
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert [draft.body for draft in result.drafts] == [
            PatientLinked(B, "même personne"),
            PatientLinked(A, "même personne"),
        ]


@pytest.mark.parametrize(
    ("state", "by", "expected"),
    [
        ("asked", "bob", "recorded"),
        ("asked", "alice", "refused link.same_person"),
        (None, "bob", "refused link.not_asked"),
        ("linked", "bob", "refused link.already_linked"),
        ("kept_apart", "bob", "refused link.not_asked"),
    ],
)
def test_a_second_person_confirms(state: str | None, by: str, expected: str) -> None:
    command = ConfirmLink(patient=A, other=B, pin="", based_on=HEADS)
    result = decide_confirm_link(command, _pair(state), who(by))
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert [type(draft.body) for draft in result.drafts] == [PatientLinkConfirmed] * 2


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, "recorded"),
        ("asked", "recorded"),
        ("disputed", "recorded"),
        ("linked", "refused link.already_linked"),
        ("kept_apart", "refused link.already_apart"),
    ],
)
def test_keeping_apart(state: str | None, expected: str) -> None:
    result = decide_keep_apart(KeepApart(**LINK), _pair(state), who())
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert [draft.file.id for draft in result.drafts] == [A, B]
        assert all(isinstance(draft.body, PatientKeptApart) for draft in result.drafts)


@pytest.mark.parametrize(
    ("by", "said", "expected"),
    [
        ("carol", ("carol",), "refused link.said_apart_already"),
        ("erin", ("carol",), "recorded"),
        ("carol", ("carol", "erin"), "recorded"),
    ],
)
def test_whoever_kept_apart_what_two_had_linked_does_not_do_so_alone(
    by: str, said: tuple[str, ...], expected: str
) -> None:
    unaware = tuple(map(an_id, said))
    here, there = (
        patient_state(edges=(msgspec.structs.replace(_edge(one, "disputed"), apart_by=unaware),))
        for one in (B, A)
    )
    result = decide_keep_apart(KeepApart(**LINK), patients(a=here, b=there), who(by))
    assert outcome(result) == expected


def test_each_takes_the_right_to_identify() -> None:
    nobody = who("alice", ["note"])
    assert outcome(decide_link_patients(LinkPatients(**LINK), _pair(None), nobody)) == "refused right.missing"
    confirm = ConfirmLink(patient=A, other=B, pin="", based_on=HEADS)
    assert outcome(decide_confirm_link(confirm, _pair("asked"), nobody)) == "refused right.missing"
    assert outcome(decide_keep_apart(KeepApart(**LINK), _pair(None), nobody)) == "refused right.missing"
