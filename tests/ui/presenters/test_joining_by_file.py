"""A request goes out on a stick and an invitation comes back, each with words to compare."""

from __future__ import annotations

from node.api.joining import MakeRequest, ReadInvitation
from tests.ui.fake_doorstep import INVITATION_WORDS, REQUEST_WORDS, SIX_WORDS, FakeDoorstep
from tests.ui.presenters.test_joining import At


def test_a_request_is_written_with_its_words() -> None:
    at = At()
    at.presenter.act("make_request")
    assert at.view.focused == "name"
    at.fill(name="HDJ-2", place="Hôpital de jour", request="E:/HDJ-2.demande")
    at.presenter.act("make_request")
    assert at.desk.saved == {"E:/HDJ-2.demande": b"request"}
    said = at.facts("requested")
    assert REQUEST_WORDS in said
    assert SIX_WORDS in said
    assert "E:/HDJ-2.demande" in at.notices()
    assert at.has("answer")
    assert not at.has("stick")


def test_a_stick_that_is_full_loses_no_request() -> None:
    at = At()
    at.fill(name="HDJ-2", place="Hôpital de jour", request="E:/HDJ-2.demande")
    at.desk.trouble = "plus de place"
    at.presenter.act("make_request")
    assert "plus de place" in at.notices()
    at.desk.trouble = ""
    at.presenter.act("write_request")
    assert at.desk.saved == {"E:/HDJ-2.demande": b"request"}
    assert len(at.sent(MakeRequest)) == 1


def test_an_invitation_shows_the_words_to_compare() -> None:
    at = At(FakeDoorstep(requested=True))
    at.presenter.act("read_invitation")
    assert at.view.focused == "invitation"
    at.fill(invitation="E:/HDJ-2.invitation", six_words=SIX_WORDS)
    at.presenter.act("read_invitation")
    assert "illisible" in at.notices()
    at.desk.saved["E:/HDJ-2.invitation"] = b"sealed"
    at.presenter.act("read_invitation")
    assert [command.content for command in at.doorstep.calls if isinstance(command, ReadInvitation)] == [
        b"sealed"
    ]
    assert INVITATION_WORDS in at.facts("found")
    at.presenter.act("agree")
    assert not at.has("passphrase")
    assert SIX_WORDS not in at.presenter.input.values.values()
