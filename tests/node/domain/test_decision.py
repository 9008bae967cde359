"""A draft knows its kind by its body."""

import msgspec
import pytest

from node.domain.decision import Draft
from schema.acts import KIND_OF_BODY, KINDS
from schema.acts.patient import PatientNoted
from schema.codec import Wire
from schema.transaction import FileRef, FileType

FILE = FileRef(FileType.PATIENT, bytes(16))


class Unheard(Wire, frozen=True):
    """A body that no kind has."""


def test_the_kind_is_the_body_s() -> None:
    assert Draft(FILE, PatientNoted("une note fictive")).kind.name == "patient.noted/1"


def test_no_two_kinds_share_a_body() -> None:
    """Else a draft could not tell which of them it is."""
    assert len(KIND_OF_BODY) == len(KINDS)


def test_a_body_of_no_kind_cannot_be_recorded() -> None:
    with pytest.raises(KeyError):
        _ = Draft(FILE, Unheard()).kind


def test_what_is_decided_does_not_change_any_more() -> None:
    draft = Draft(FILE, PatientNoted("une note fictive"))
    with pytest.raises(AttributeError):
        draft.body = PatientNoted("une autre")  # type: ignore[misc]  # that it is refused is the test
    assert msgspec.structs.replace(draft, based_on=()) == draft
