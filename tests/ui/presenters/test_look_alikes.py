"""Files that may be one person: linked or separated by two people who see what changes."""

from __future__ import annotations

import msgspec
import pytest

from node.api.patient import ConfirmLink, ConfirmUnlink, KeepApart, LinkPatients, UnlinkPatients
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.blocks import Cards
from ui.presenters.desk import Place
from ui.presenters.patient import Patient


def screen(patient: int = 0) -> Screen:
    desk = FakeDesk()
    return Screen(Patient, Place("patient", patient=desk.node.patients[patient].id), desk)


@pytest.mark.parametrize(("act", "kind"), [("link", LinkPatients), ("keep_apart", KeepApart)])
def test_look_alikes_are_linked_or_kept_apart_with_a_reason(act: str, kind: type) -> None:
    at = screen(3)
    (card,) = at.block(Cards, "alike").cards
    at.presenter.act(f"{act}:{card.id}")
    (signing,) = at.desk.signings
    assert signing.reason
    assert signing.consequence
    assert len(at.calls(kind)) == 1


def test_a_link_asked_for_is_confirmed_by_another() -> None:
    at = screen(3)
    (card,) = at.block(Cards, "alike").cards
    at.presenter.act(f"confirm_link:{card.id}")
    assert len(at.calls(ConfirmLink)) == 1
    at.presenter.act(f"look:{card.id}")
    assert at.desk.places[-1].patient.hex() == card.id


def test_whoever_links_sees_what_changes() -> None:
    at = screen(3)
    (card,) = at.block(Cards, "alike").cards
    at.presenter.act(f"link:{card.id}")
    said = " ".join(at.desk.signings[-1].lines)
    assert "2 traitements" in said
    assert "3 doses validées" in said
    assert "latex" in said


@pytest.mark.parametrize(("act", "kind"), [("unlink", UnlinkPatients), ("confirm_unlink", ConfirmUnlink)])
def test_linked_files_are_separated_by_two_people(act: str, kind: type) -> None:
    at = screen(3)
    (card,) = at.block(Cards, "alike").cards
    at.presenter.act(f"{act}:{card.id}")
    (signing,) = at.desk.signings
    assert bool(signing.reason) is (act == "unlink")
    assert len(at.calls(kind)) == 1


def test_whoever_ends_what_two_had_linked_is_told_what_is_held_no_more() -> None:
    at = screen(3)
    presenter = at.presenter
    assert isinstance(presenter, Patient)
    record = presenter.record_shown
    assert record is not None
    (look,) = record.look_alikes
    disputed = msgspec.structs.replace(look, state="disputed")
    presenter.record_shown = msgspec.structs.replace(record, look_alikes=(disputed,))
    card = presenter.look_alike(disputed)
    assert [action.key.split(":")[0] for action in card.actions] == ["look", "keep_apart", "link"]
    assert card.tone == "warning"
    presenter.act(f"keep_apart:{card.id}")
    assert "ce qui était bloqué" in at.desk.signings[-1].consequence
