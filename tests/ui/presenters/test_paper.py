"""Papers: made, saved, opened; never said to be printed."""

from __future__ import annotations

from node.api.base import Refused
from node.api.paper import MakePaper, Paper
from tests.ui.fake_desk import FakeDesk, Screen, of
from tests.ui.fake_node import FakeNode
from ui.presenters.blocks import Facts, Form, Prose
from ui.presenters.desk import Place
from ui.presenters.paper import Papers

SOMEONE = FakeNode().patients[0].id


def plan() -> Place:
    """A care plan of the day."""
    return Place("paper", patient=SOMEONE, day="2026-11-22")


def screen(place: Place | None = None) -> Screen:
    desk = FakeDesk()
    bag = desk.node.courses[3].doses[0].bags[0].bag
    return Screen(Papers, place or of(3, 0, node=desk.node, bag=bag), desk)


def test_which_documents_there_are_follows_from_what_one_came_with() -> None:
    assert [option.value for option in screen().field("what").options] == [
        "sheet",
        "label",
        "label_sheet",
    ]
    day = screen(Place("paper", day="2026-11-22"))
    assert [option.value for option in day.field("what").options] == ["day_list"]
    of_one = screen(plan())
    assert [option.value for option in of_one.field("what").options] == ["care_plan", "day_list"]


def test_a_sheet_is_of_a_bag_a_plan_of_a_patient_and_a_day() -> None:
    at = screen()
    at.presenter.act("make")
    (sent,) = (command for command in at.node.calls if isinstance(command, MakePaper))
    assert (sent.what, sent.patient, sent.day, sent.language) == ("sheet", None, "", "fr")
    assert sent.bag
    of_one = screen(plan())
    of_one.presenter.act("make")
    (sent,) = (command for command in of_one.node.calls if isinstance(command, MakePaper))
    assert (sent.what, sent.patient, sent.day, sent.bag) == ("care_plan", SOMEONE, "2026-11-22", None)


def test_a_label_goes_on_the_first_place_that_is_free_on_its_sheet() -> None:
    at = screen()
    assert "free" not in [field.key for field in at.block(Form, "what_form").fields]
    at.fill(what="label_sheet", free="6")
    assert [option.value for option in at.field("free").options][-1] == "8"
    at.presenter.act("make")
    (sent,) = (command for command in at.node.calls if isinstance(command, MakePaper))
    assert (sent.what, sent.first) == ("label_sheet", 6)
    assert sent.bag


def test_the_patient_stands_above_what_is_theirs_and_the_bag_is_named() -> None:
    at = screen()
    assert at.page.banner is not None
    (dose, *_) = at.node.courses[3].doses
    note = at.block(Form, "what_form").note
    assert dose.bags[0].number in note
    assert dose.order.prescribed.shown("fr") in note
    of_one, of_all = screen(plan()), screen(plan())
    of_all.fill(what="day_list")
    assert of_one.page.banner is not None
    assert of_all.page.banner is None
    assert screen(Place("paper", day="2026-11-22")).page.banner is None


def test_saved_means_written_and_nothing_more() -> None:
    at = screen()
    at.presenter.act("make")
    assert not at.action("open_pdf").enabled
    at.presenter.act("save")
    assert list(at.desk.saved) == ["documents/sheet-2026-11-21.pdf"]
    assert "regardez-la" in at.notices()
    at.presenter.act("open_pdf")
    assert "ouvert" in at.notices()


def test_what_was_not_saved_says_why() -> None:
    at = screen()
    at.presenter.act("make")
    at.desk.trouble = "No space left on device"
    at.presenter.act("save")
    assert "No space left" in at.notices()
    assert not at.action("open_pdf").enabled


def test_no_reader_is_said_with_the_path() -> None:
    at = screen()
    at.presenter.act("make")
    at.presenter.act("save")
    at.desk.reader = False
    at.presenter.act("open_pdf")
    assert "sheet-2026-11-21.pdf" in at.notices()


def test_a_reprint_is_a_duplicate() -> None:
    at = screen()
    at.presenter.act("make")
    assert "premier exemplaire" in {fact.value for fact in at.block(Facts, "file").facts}
    again = Paper(name="sheet.pdf", pdf=b"%PDF", duplicate=2)
    setattr(at.node, "_make_paper", lambda _: again)  # noqa: B010  # the fake's own handler
    at.presenter.act("make")
    assert "DUPLICATA 2" in {fact.value for fact in at.block(Facts, "file").facts}


def test_a_copy_that_nothing_counted_says_so() -> None:
    at = screen()
    uncounted = Paper(name="sheet.pdf", pdf=b"%PDF", duplicate=0, uncounted=True)
    setattr(at.node, "_make_paper", lambda _: uncounted)  # noqa: B010  # the fake's own handler
    at.presenter.act("make")
    said = {fact.value for fact in at.block(Facts, "file").facts}
    assert [one for one in said if one.startswith("exemplaire non compté")]
    assert "premier exemplaire" not in said


def test_a_refusal_is_shown() -> None:
    at = screen()
    at.node.refuse[MakePaper] = Refused(code="bag.unknown")
    at.presenter.act("make")
    assert at.notices()
    assert not at.page.busy


def test_the_word_printed_is_only_said_to_deny_it() -> None:
    assert "imprimé" in screen().block(Prose, "truth").text
    at = screen()
    at.presenter.typed("what", "label")
    at.presenter.act("return")
    assert at.desk.places[-1] == Place("back")
