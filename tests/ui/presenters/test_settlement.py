"""The inbox: alarms first, versions side by side, a choice, a reason, a signature."""

from __future__ import annotations

import msgspec

from node.api.settlement import ListConflicts, Settle
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.blocks import Facts, Grid
from ui.presenters.desk import Place
from ui.presenters.settlement import Settlement


def screen(person: int = 0) -> Screen:
    return Screen(Settlement, Place("settlement"), FakeDesk(person=person))


def test_mine_first_then_all() -> None:
    at = screen()
    assert len(at.rows("conflicts")) == 1
    at.fill(all="1")
    assert len(at.rows("conflicts")) == 2
    assert at.block(Grid, "conflicts").rows[0].tone == "alarm"
    assert [command.mine for command in at.node.calls if isinstance(command, ListConflicts)] == [True, False]


def test_nothing_is_settled_without_a_choice() -> None:
    at = screen()
    assert not at.action("settle").enabled
    at.presenter.act("settle")
    assert not at.desk.signings
    assert at.view.focused == "choice"


def test_a_settlement_names_the_acts_that_were_shown() -> None:
    at = screen()
    conflict = at.node.courses[2].conflicts[0]
    options = [option.label for option in at.field("choice").options]
    assert "PUI-1 2026-000039" in options[1]
    assert "PUI-2 2026-000012" in options[2]
    at.fill(choice="1")
    at.presenter.act("settle")
    (sent,) = (command for command in at.node.calls if isinstance(command, Settle))
    assert sent.heads == tuple(side.act for side in conflict.sides)
    assert sent.keep == conflict.choices[1].keep
    assert sent.reason == "motif fictif"
    assert "PUI-2" in " ".join(at.desk.signings[0].lines)
    assert "Décision enregistrée" in at.notices()
    assert at.rows("conflicts") == []


def test_another_conflict_forgets_the_choice() -> None:
    at = screen()
    at.fill(all="1")
    at.fill(choice="0")
    at.presenter.selected("conflicts", at.block(Grid, "conflicts").rows[1].id)
    assert "choice" not in at.presenter.input.values


def test_a_choice_is_not_handed_on_when_the_one_settled_leaves_the_list() -> None:
    at = screen()
    course = at.node.courses[2]
    other = msgspec.structs.replace(course.conflicts[0], rule="outdated_bag")
    course.conflicts.append(other)
    at.presenter.load()
    at.fill(choice="1")
    at.presenter.act("settle")
    assert at.block(Grid, "conflicts").selected.split("/")[2] == "outdated_bag"
    assert at.field("choice").value == ""
    assert not at.action("settle").enabled
    at.presenter.act("settle")
    assert len(at.calls(Settle)) == 1


def test_a_choice_is_forgotten_when_the_conflict_is_not_as_it_was_shown() -> None:
    at = screen()
    at.fill(choice="1")
    at.presenter.load()
    assert at.field("choice").value == "1"
    course = at.node.courses[2]
    conflict = course.conflicts[0]
    course.conflicts[0] = msgspec.structs.replace(conflict, choices=conflict.choices[::-1])
    at.presenter.load()
    assert at.field("choice").value == ""
    assert not at.action("settle").enabled


def test_the_conflict_one_came_for_is_in_hand() -> None:
    desk = FakeDesk(person=1)
    course = desk.node.courses[4]
    at = Screen(Settlement, Place("settlement", course=course.id), desk)
    assert course.id.hex() in at.block(Grid, "conflicts").selected


def test_what_is_settled_says_by_whom() -> None:
    at = screen()
    at.fill(choice="0")
    at.presenter.act("settle")
    at.fill(settled="1")
    assert "Tranché par Dr EXEMPLE" in next(
        getattr(block, "text", "") for block in at.page.blocks if block.key == "settled"
    )


def test_what_is_settled_says_what_was_decided_and_why() -> None:
    at = screen()
    at.fill(choice="0")
    at.presenter.act("settle")
    decided = (("summary.decision", "garder"), ("summary.reason", "double fictif"))
    for course in at.node.courses:
        course.conflicts[:] = [msgspec.structs.replace(one, decided=decided) for one in course.conflicts]
    at.fill(settled="1")
    facts = at.block(Facts, "decided").facts
    assert [fact.value for fact in facts] == ["garder", "double fictif"]
    assert not any(fact.label.startswith("summary.") for fact in facts)


def test_the_count_says_whose_disagreements_it_counts() -> None:
    at = screen()
    assert "que vous pouvez trancher" in at.page.subtitle
    at.fill(all="1")
    assert "que vous pouvez" not in at.page.subtitle
    assert "désaccord" in at.page.subtitle


def test_of_three_doses_the_one_that_one_came_from_is_in_hand_and_each_row_names_its_day() -> None:
    desk = FakeDesk(person=1)
    course = desk.node.courses[4]
    first = course.conflicts[0]
    course.conflicts[:] = [
        msgspec.structs.replace(first, subject=bytes([day] * 16), dose=bytes([day] * 16), cycle=1, day=day)
        for day in (8, 1, 15)
    ]
    at = Screen(Settlement, Place("settlement", course=course.id, dose=bytes([1] * 16)), desk)
    assert at.block(Grid, "conflicts").selected.endswith(bytes([1] * 16).hex())
    rows = [one for one in at.rows("conflicts") if " C1 J" in one]
    assert [next(day for day in ("C1 J8", "C1 J15", "C1 J1") if day in one) for one in rows] == [
        "C1 J8",
        "C1 J1",
        "C1 J15",
    ]
