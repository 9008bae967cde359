"""A request goes out on a stick and an invitation comes back, each with words to compare."""

from __future__ import annotations

from node.api.base import Answer, Command
from node.api.joining import MakeRequest, ReadInvitation
from tests.ui.fake_doorstep import INVITATION_WORDS, REQUEST_WORDS, SIX_WORDS, FakeDoorstep
from tests.ui.presenters.test_joining import At
from ui.presenters.blocks import Form
from ui.presenters.desk import Listed


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


def test_days_later_the_request_has_its_words_still_and_can_be_written_again() -> None:
    at = At(FakeDoorstep(requested=True))
    assert REQUEST_WORDS in at.facts("requested")
    assert SIX_WORDS not in at.facts("requested"), "they are shown once"
    at.presenter.act("write_request")
    assert at.view.focused == "request"
    at.desk.files["F:"] = (Listed("other", "F:/other", 1, 1),)
    at.fill(request="F:/other")
    at.presenter.act("write_request")
    assert at.desk.words("machine.EEXIST") in at.notices()
    assert at.desk.saved == {}
    at.fill(request="F:/HDJ-2.demande")
    at.presenter.act("write_request")
    assert at.desk.saved == {"F:/HDJ-2.demande": b"request"}
    assert not at.sent(MakeRequest)


def test_a_request_that_waits_is_given_up_knowingly_and_only_for_another_one() -> None:
    at = At(FakeDoorstep(requested=True))
    assert not at.has("stick")
    at.presenter.act("another_request")
    assert "est abandonnée dès que l’autre est faite" in at.block(Form, "stick").note
    at.presenter.act("keep_request")
    assert at.has("answer")
    at.presenter.act("another_request")
    at.fill(name="HDJ-2", place="Hôpital de jour", request="E:/HDJ-2.demande")
    assert not at.sent(MakeRequest)
    at.presenter.act("make_request")
    assert len(at.sent(MakeRequest)) == 1
    assert SIX_WORDS in at.facts("requested")
    assert at.has("answer")


def test_an_invitation_shows_the_words_to_compare() -> None:
    at = At(FakeDoorstep(requested=True))
    at.presenter.act("read_invitation")
    assert at.view.focused == "invitation"
    at.fill(invitation="E:/HDJ-2.invitation", six_words=SIX_WORDS)
    at.presenter.act("read_invitation")
    assert "illisible" in at.notices()
    assert at.action("read_invitation").enabled
    at.desk.saved["E:/HDJ-2.invitation"] = b"sealed"
    at.presenter.act("read_invitation")
    assert [command.content for command in at.doorstep.calls if isinstance(command, ReadInvitation)] == [
        b"sealed"
    ]
    assert INVITATION_WORDS in at.facts("found")
    at.presenter.act("agree")
    assert not at.has("passphrase")
    assert SIX_WORDS not in at.presenter.input.values.values()


class Slow(FakeDoorstep):
    """Answers nothing about requests before it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.at: At | None = None
        self.seen: list[str] = []

    def call(self, command: Command) -> Answer:
        if isinstance(command, MakeRequest) and self.at is not None:
            form = self.at.block(Form, "stick")
            enabled = [action.key for action in self.at.page.actions() if action.enabled]
            self.seen = [form.note, *enabled]
        return super().call(command)


def test_while_keys_are_made_the_screen_says_so_and_nothing_else_can_be_asked() -> None:
    doorstep = Slow()
    at = doorstep.at = At(doorstep)
    before = at.block(Form, "stick").note
    at.fill(name="HDJ-2", place="Hôpital de jour", request="E:/HDJ-2.demande")
    at.presenter.act("make_request")
    assert doorstep.seen
    assert doorstep.seen[0] not in {"", before}
    assert doorstep.seen[1:] == []
    assert at.action("read_invitation").enabled


def test_a_folder_that_is_not_there_is_refused_before_any_key_is_made() -> None:
    at = At()
    at.desk.absent.add("E:/absent")
    at.fill(name="HDJ-2", place="Hôpital de jour", request="E:/absent/HDJ-2.demande")
    at.presenter.act("make_request")
    assert "introuvable" in at.notices()
    assert not at.sent(MakeRequest)
    assert at.has("stick")
    assert at.action("make_request").enabled


def test_what_went_wrong_over_the_network_is_not_said_of_the_stick() -> None:
    at = At()
    at.fill(code="XXXX-XXXX", address="192.0.2.99:7441")
    at.presenter.act("join")
    assert at.notices()
    at.presenter.act("make_request")
    assert at.view.focused == "name"
    assert at.notices() == ""


def test_a_file_that_is_there_is_not_written_over() -> None:
    at = At()
    at.desk.files["E:"] = (Listed("HDJ-2.demande", "E:/HDJ-2.demande", 1, 1),)
    at.fill(name="HDJ-2", place="Hôpital de jour", request="E:/HDJ-2.demande")
    at.presenter.act("make_request")
    assert at.desk.words("machine.EEXIST") in at.notices()
    assert not at.sent(MakeRequest)
    assert at.desk.saved == {}
