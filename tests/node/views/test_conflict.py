"""A conflict with its sides and choices."""

from __future__ import annotations

import msgspec

from node.domain.course import fold_course
from node.domain.state import Conflict
from node.views.conflict import conflict_view
from node.views.teller import Teller
from schema.acts.administration import DoseGiven, DoseNotGiven
from schema.acts.base import Told
from schema.transaction import ActRef, FileRef, FileType
from tests.node.domain.acts import Site, an_id
from tests.node.views.test_teller import Book

DOSE, OTHER, BAG, SECOND = an_id("dose"), an_id("other dose"), an_id("bag"), an_id("second bag")
TOLD = Told(1_000, False, None, "seen")


def _site() -> tuple[Site, ActRef, ActRef]:
    site = Site()
    one = site.act("pharmacy", DoseGiven(DOSE, BAG, an_id("p"), TOLD, ""), an_id("c"))
    other = site.act("ward", DoseNotGiven(DOSE, SECOND, "fièvre", TOLD), an_id("c"), by="bob")
    return site, one.ref, other.ref


def _conflict(acts: tuple[ActRef, ...], *choices: str) -> Conflict:
    return Conflict("a_rule", DOSE, DOSE, acts, ("administer",), choices, True, True, None)


def test_both_sides_with_the_same_fields() -> None:
    site, one, other = _site()
    view = conflict_view(
        _conflict((one, other), "given", "not_given"),
        file=FileRef(FileType.COURSE, an_id("c")),
        heads=(),
        state=fold_course(()),
        patient=an_id("p"),
        patient_name="ESSAI Zoé",
        others=(),
        tell=Teller(Book(site)),
    )
    assert [side.kind for side in view.sides] == ["administration.given/1", "administration.not_given/1"]
    fields = [[field for field, _ in side.summary] for side in view.sides]
    assert fields[0] == fields[1]
    assert [(one.choice, one.keep) for one in view.choices] == [("given", None), ("not_given", None)]
    assert (view.open, view.alarm, view.settled) == (True, True, None)


def test_who_keeps_a_bag_keeps_one_the_acts_speak_of() -> None:
    site, one, other = _site()
    view = conflict_view(
        _conflict((one, other), "keep"),
        file=FileRef(FileType.COURSE, an_id("c")),
        heads=(),
        state=None,
        patient=an_id("p"),
        patient_name="",
        others=(),
        tell=Teller(Book(site)),
    )
    assert [choice.keep for choice in view.choices] == [BAG, SECOND]


def test_who_keeps_a_dose_keeps_one_of_the_pair() -> None:
    site, one, _ = _site()
    view = conflict_view(
        _conflict((one,), "same", "both"),
        file=FileRef(FileType.COURSE, an_id("c")),
        heads=(),
        state=None,
        patient=an_id("p"),
        patient_name="",
        others=(OTHER,),
        tell=Teller(Book(site)),
    )
    assert {choice.keep for choice in view.choices if choice.choice == "same"} == {DOSE, OTHER}
    assert [choice.keep for choice in view.choices if choice.choice == "both"] == [None]


def test_an_act_that_is_not_here_leaves_a_side_without_words() -> None:
    site, one, _ = _site()
    gone = ActRef(an_id("journal"), 9, 0, bytes(32))
    conflict = msgspec.structs.replace(_conflict((one, gone)), settled=one)
    view = conflict_view(
        conflict,
        file=FileRef(FileType.PATIENT, an_id("p")),
        heads=(),
        state=None,
        patient=an_id("p"),
        patient_name="",
        others=(),
        tell=Teller(Book(site)),
    )
    assert view.sides[1].kind == ""
    assert {value for _, value in view.sides[1].summary} == {"—"}
    assert not view.open
    assert view.settled is not None
