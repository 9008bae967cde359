"""A derogation: asked on the course, told in the worklist, agreed in the inbox by a second person."""

from __future__ import annotations

from msgspec.structs import replace

from node.api.base import Refused
from node.api.preparation import PreparationProposal, ProposePreparation
from node.api.settlement import AgreeDerogation, AskDerogation
from tests.ui.fake_desk import FakeDesk, Screen, of
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import act
from ui.presenters.blocks import Actions, Cards
from ui.presenters.course import Course
from ui.presenters.desk import Place
from ui.presenters.preparation import Preparation
from ui.presenters.settlement import Settlement
from ui.presenters.worklist import MyWork


def asking(dose: int = 0, rule: str = "bag.expired", person: int = 1) -> Screen:
    desk = FakeDesk(person=person)
    at = Screen(Course, of(3, dose, node=desk.node), desk)
    at.fill(rule=rule)
    return at


def sent(at: Screen) -> AskDerogation:
    (found,) = (command for command in at.node.calls if isinstance(command, AskDerogation))
    return found


def test_it_is_asked_for_the_dose_in_its_version() -> None:
    at = asking()
    at.presenter.act("ask_derogation")
    dose = at.node.courses[3].doses[0]
    command = sent(at)
    assert (command.subject, command.revision) == (dose.dose, dose.versions[0])
    assert (command.rule, command.reason) == ("bag.expired", "motif fictif")
    assert "un pharmacien doit l’accorder" in at.notices()
    assert at.field("rule").value == ""


def test_or_for_a_bag_in_the_version_it_is_made_from() -> None:
    desk = FakeDesk(person=1)
    course = desk.node.courses[3]
    made_from = act("an older version")
    bag = replace(course.doses[0].bags[0], revision=made_from)
    course.doses[0] = replace(course.doses[0], bags=(bag,))
    at = Screen(Course, of(3, 0, node=desk.node), desk)
    at.fill(rule="bag.expired", derogation_for=bag.bag.hex())
    at.presenter.act("ask_derogation")
    assert (sent(at).subject, sent(at).revision) == (bag.bag, made_from)
    assert any(bag.number in line for line in desk.signings[0].lines)


def test_only_what_the_node_calls_liftable() -> None:
    at = asking(rule="patient.wrong")
    at.presenter.act("ask_derogation")
    assert not at.desk.signings
    assert at.view.focused == "rule"
    assert [option.value for option in at.field("rule").options] == [
        "",
        *("bag.expired", "diluent.refused", "mention.missing"),
    ]


class _Objecting(FakeNode):
    def _propose_preparation(self, command: ProposePreparation) -> PreparationProposal:
        answer = super()._propose_preparation(command)
        assert isinstance(answer, PreparationProposal)
        found = tuple(Refused(code=code) for code in ("diluent.refused", "route.forbidden"))
        return replace(answer, objections=found)


def test_where_a_refusal_may_be_lifted_there_is_a_way_to_the_form() -> None:
    desk = FakeDesk(_Objecting(), person=2)
    at = Screen(Preparation, of(1, 0, node=desk.node), desk)
    (action,) = at.block(Actions, "derogable").actions
    assert action.label.endswith("Solvant de dilution non accepté par la spécialité")
    at.presenter.act(action.key)
    place = desk.places[-1]
    assert (place.screen, place.rule) == ("course", "diluent.refused")
    assert Screen(Course, place, desk).field("rule").value == "diluent.refused"


def waiting(person: int = 0) -> FakeDesk:
    node = asking().node
    asked = Screen(Course, of(3, 0, node=node), FakeDesk(node, person=1))
    asked.fill(rule="bag.expired")
    asked.presenter.act("ask_derogation")
    return FakeDesk(node, person=person)


def test_the_second_person_is_told_and_agrees() -> None:
    desk = waiting()
    work = Screen(MyWork, Place("worklist"), desk)
    assert "1 dérogation attend votre accord." in work.notices()
    at = Screen(Settlement, Place("settlement"), desk)
    (card,) = at.block(Cards, "derogations").cards
    assert card.title == "Poche dont la date limite d’utilisation est passée"
    assert "Motif\u202f: motif fictif" in card.lines
    at.presenter.act(card.actions[0].key)
    (agreed,) = (command for command in desk.node.calls if isinstance(command, AgreeDerogation))
    assert agreed.based_on
    assert "Motif" in " ".join(desk.signings[-1].lines)
    assert "Dérogation accordée." in at.notices()
    assert not at.has("derogations")


def test_who_may_not_agree_sees_it_without_a_button() -> None:
    desk = waiting(person=3)
    desk.node.derogations = [replace(row, mine=False) for row in desk.node.derogations]
    at = Screen(Settlement, Place("settlement"), desk)
    (card,) = at.block(Cards, "derogations").cards
    assert card.actions == ()
    assert "dérogation" not in Screen(MyWork, Place("worklist"), desk).notices()


def test_one_that_is_gone_meanwhile_is_not_signed() -> None:
    desk = waiting()
    at = Screen(Settlement, Place("settlement"), desk)
    at.presenter.act("agree:no-such")
    assert not desk.signings
