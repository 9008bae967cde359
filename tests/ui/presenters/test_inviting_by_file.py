"""A request is read, its words are compared, it is signed and answered on the stick."""

from __future__ import annotations

from node.api.inviting import InviteByFile
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_inviting import REQUEST
from ui.presenters.blocks import Facts
from ui.presenters.desk import Place
from ui.presenters.inviting import Inviting


def screen(language: str = "fr") -> Screen:
    return Screen(Inviting, Place("inviting"), FakeDesk(language=language))


def facts(at: Screen, key: str) -> str:
    return " ".join(f"{fact.label} {fact.value} {fact.note}" for fact in at.block(Facts, key).facts)


def read(at: Screen) -> Screen:
    at.desk.saved["E:/USC-9.demande"] = REQUEST
    at.fill(request="E:/USC-9.demande")
    at.presenter.act("read_request")
    return at


def test_a_request_shows_its_words_before_anybody_signs() -> None:
    at = read(screen())
    said = facts(at, "asked")
    assert "USC-9" in said
    assert "véloce mystère indice imputer" in said
    assert "de vive voix" in said
    assert at.field("invitation").value == "E:/USC-9.demande.invitation"
    assert at.view.focused == "invitation"
    assert not at.desk.signings


def test_signed_it_is_written_and_its_words_are_shown() -> None:
    at = read(screen())
    at.presenter.act("invite_by_file")
    (sent,) = (command for command in at.node.calls if isinstance(command, InviteByFile))
    assert sent.pin == site.PIN
    assert at.desk.saved["E:/USC-9.demande.invitation"] == b"sealed"
    assert "abaisser abandon abdiquer abeille" in facts(at, "made")
    assert "E:/USC-9.demande.invitation" in at.notices()
    assert any("véloce mystère" in line for line in at.desk.signings[0].lines)


def test_a_stick_that_is_gone_loses_no_invitation() -> None:
    at = read(screen())
    at.desk.trouble = "plus de place"
    at.presenter.act("invite_by_file")
    assert "plus de place" in at.notices()
    at.desk.trouble = ""
    at.presenter.act("write_again")
    assert at.desk.saved["E:/USC-9.demande.invitation"] == b"sealed"
    assert len(at.calls(InviteByFile)) == 1


def test_what_cannot_be_read_is_said() -> None:
    at = screen()
    at.presenter.act("read_request")
    assert at.view.focused == "request"
    at.fill(request="E:/nothing")
    at.presenter.act("read_request")
    assert "illisible" in at.notices()
    at.desk.saved["E:/x"] = b"something else"
    at.fill(request="E:/x")
    at.presenter.act("read_request")
    assert "n’est pas une demande" in at.notices()
    assert not at.has("asked")
    at.presenter.act("invite_by_file")
    assert not at.desk.signings
