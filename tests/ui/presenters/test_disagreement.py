"""One disagreement as it is read: sides with their differences, who can settle it, rows told apart."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from node.api.course import ChoiceView, WordView
from node.domain.merge.owners import OWNERS
from node.domain.merge.unverified import _CHOICES as OF_SET_ASIDE
from schema.i18n import LANGUAGES, text
from schema.transaction import FileRef, FileType
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen
from ui.format import Format
from ui.presenters import disagreement
from ui.presenters.blocks import Grid, Notices, Versions
from ui.presenters.desk import Place
from ui.presenters.settlement import Settlement


def screen(person: int = 0) -> Screen:
    return Screen(Settlement, Place("settlement"), FakeDesk(person=person))


def test_the_versions_stand_side_by_side_with_their_differences() -> None:
    versions = screen().block(Versions, "versions")
    assert len(versions.sides) == 2
    assert "PUI-1" in versions.sides[0].origin
    assert "PUI-2" in versions.sides[1].origin
    assert all(len(side.values) == len(versions.labels) for side in versions.sides)
    differing = {label for label, differs in zip(versions.labels, versions.differs, strict=True) if differs}
    assert "Numéro" in differing
    assert "Dose" not in differing


def test_two_conflicts_of_one_rule_on_one_subject_are_two_rows() -> None:
    at = screen()
    course = at.node.courses[2]
    first = course.conflicts[0]
    other = msgspec.structs.replace(
        first.sides[1], act=msgspec.structs.replace(first.sides[1].act, core=b"\x07" * 32)
    )
    second = msgspec.structs.replace(first, sides=(first.sides[0], other))
    alone = at.block(Grid, "conflicts").rows[0].id
    course.conflicts.append(second)
    at.presenter.load()
    rows = at.block(Grid, "conflicts").rows
    assert len({row.id for row in rows}) == len(rows) == 2
    assert alone not in {row.id for row in rows}
    at.presenter.selected("conflicts", rows[1].id)
    assert at.block(Grid, "conflicts").selected == rows[1].id
    course.conflicts.remove(second)
    at.presenter.load()
    assert [row.id for row in at.block(Grid, "conflicts").rows] == [alone]


def test_it_names_who_can_settle_it_here_and_now() -> None:
    at = screen()
    (notice,) = at.block(Notices, "way_out").notices
    # Whoever owns the decision and may settle, by name; the nurse is not among them.
    assert "Dr EXEMPLE Claire" in notice.next
    assert "M. TÉMOIN Hugo" not in notice.next
    assert isinstance(at.presenter, Settlement)
    at.presenter._people = tuple(one for one in site.PEOPLE if "release" not in one.rights)
    at.presenter.show()
    (notice,) = at.block(Notices, "way_out").notices
    assert "administrateur" in notice.next


@pytest.mark.parametrize(
    ("language", "owners", "still"),
    [
        ("fr", ("prescribe",), "La parole d’un prescripteur est encore attendue."),
        ("fr", ("validate",), "La parole d’un pharmacien est encore attendue."),
        ("fr", ("prescribe", "validate"), "La parole d’une autre personne est encore attendue"),
        ("en", ("prescribe",), "A prescriber’s word is still wanted."),
        ("en", ("validate",), "A pharmacist’s word is still wanted."),
        ("en", ("prescribe", "validate"), "Another person’s word is still wanted"),
    ],
)
def test_it_says_who_was_heard_and_whose_word_is_still_wanted(
    language: str, owners: tuple[str, ...], still: str
) -> None:
    words = Format(language, screen().desk.words.zone)
    (first, *_) = screen().node.courses[2].conflicts
    heard = (WordView(site.PEOPLE[0].person, first.sides[0].stamp),)
    waits = msgspec.structs.replace(first, owners=owners, heard=heard)
    told = disagreement.heard(words, waits, 0)
    assert still in told
    assert first.sides[0].stamp.person in told
    assert disagreement.row(words, "1", waits).cells[-1].note in told
    for other in (first, msgspec.structs.replace(waits, open=False)):
        assert disagreement.heard(words, other, 0) == ""


def test_who_was_heard_is_not_named_among_those_who_can_settle_it() -> None:
    at = screen()
    course = at.node.courses[2]
    first = course.conflicts[0]
    able = [one for one in site.PEOPLE if {"settle", *first.owners} <= {*one.rights}]
    heard = (WordView(able[0].person, first.sides[0].stamp),)
    course.conflicts[0] = msgspec.structs.replace(first, owners=("prescribe", "validate"), heard=heard)
    at.presenter.load()
    (notice,) = at.block(Notices, "way_out").notices
    assert able[0].name not in notice.next
    assert "Déjà confirmé par" in notice.title


def test_two_conflicts_of_one_patient_are_told_apart_by_their_bags() -> None:
    at = screen()
    assert "PUI-1 2026-000039, PUI-2 2026-000012" in at.rows("conflicts")[0]


def marked(desk: FakeDesk) -> dict[str, bool]:
    """Which fields are marked as differing, in the order shown."""
    found = Screen(Settlement, Place("settlement"), desk).block(Versions, "versions")
    return dict(zip(found.labels, found.differs, strict=True))


def test_only_what_both_of_two_sorts_of_acts_say_is_marked_as_a_difference() -> None:
    desk = FakeDesk()
    course = desk.node.courses[2]
    conflict = course.conflicts[0]
    assert marked(desk)["Remarque"]
    assert list(marked(desk).values()) == sorted(marked(desk).values(), reverse=True)  # these come first
    second = dict(conflict.sides[1].summary)
    silent = tuple((key, "—" if key == "summary.remark" else said) for key, said in second.items())
    other = msgspec.structs.replace(conflict.sides[1], kind="lot.recalled/1", summary=silent)
    course.conflicts[0] = msgspec.structs.replace(conflict, sides=(conflict.sides[0], other))
    assert marked(desk) == marked(desk) | {"Remarque": False, "Numéro": True, "Dose": False}


def test_an_act_of_a_newer_program_is_told_as_such() -> None:
    conflict = FakeDesk().node.courses[2].conflicts[0]
    for kind, said in (
        ("pneumatic.sent/3", "programme plus récent (pneumatic.sent)"),
        ("bag.recalled/9", "Rappel"),
    ):
        other = msgspec.structs.replace(conflict.sides[1], kind=kind)
        shown = msgspec.structs.replace(conflict, sides=(conflict.sides[0], other))
        assert said in disagreement.versions(Format(), shown, 0).sides[1].heading


def test_an_act_of_membership_that_had_received_none_is_not_said_to_have_received_nothing() -> None:
    conflict = FakeDesk().node.courses[2].conflicts[0]
    sides = tuple(msgspec.structs.replace(side, seen=(), unseen=(1,)) for side in conflict.sides)
    words = Format()

    def told(sort: FileType) -> str:
        about = msgspec.structs.replace(conflict, sides=sides, file=FileRef(sort, bytes(16)))
        return disagreement.versions(words, about, 0).sides[0].seen

    assert words("ui.settlement.seen_nothing") in told(FileType.COURSE)
    unseen = words.count("ui.settlement.unseen", 1, sides="2")
    assert told(FileType.PERSON) == told(FileType.WORKSTATION) == unseen


def _offered() -> set[str]:
    """Every choice that a rule offers, as the sources write it: `choices=("keep",)`, `choices = CHOICES`."""
    found = {choice for choices in OF_SET_ASIDE.values() for choice in choices}
    for path in [*Path("node/domain/merge").glob("*.py"), Path("node/domain/alarms.py")]:
        module = import_module(".".join(path.with_suffix("").parts))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case (
                    ast.keyword(arg="choices", value=value)
                    | ast.Assign(targets=[ast.Name(id="choices")], value=value)
                ):
                    found |= {said for one in ast.walk(value) for said in _said(one, module)}
    return found


def _said(node: ast.AST, module: ModuleType) -> tuple[str, ...]:
    value: object = node.value if isinstance(node, ast.Constant) else None
    if isinstance(node, ast.Name):
        value = getattr(module, node.id, None)
    return tuple(one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, str))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_every_rule_is_asked_in_words(language: str) -> None:
    offered, words = _offered(), Format(language)
    assert {"keep", "reviewed", "counted", "dismissed", "admit", "denied", "not_concerned"} <= offered
    conflict = FakeDesk().node.courses[2].conflicts[0]
    for rule in OWNERS:
        about = msgspec.structs.replace(conflict, rule=rule)
        labels = {
            choice: disagreement.choice_label(words, about, ChoiceView(choice, None)) for choice in offered
        }
        assert len(set(labels.values())) == len(labels)
        for choice, label in labels.items():
            assert label in {
                text(f"choice.{choice}", language),
                text(f"conflict.{rule}.choice.{choice}", language),
            }
            assert not label.startswith(("choice.", "conflict."))
            assert label != choice


def test_a_choice_that_only_a_newer_program_knows_is_said_to_be_one() -> None:
    conflict = FakeDesk().node.courses[2].conflicts[0]
    said = disagreement.choice_label(Format(), conflict, ChoiceView("fictif", None))
    assert said == "un choix d’un programme plus récent (fictif)"
