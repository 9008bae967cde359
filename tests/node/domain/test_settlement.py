"""Settling: the owner, a choice offered, exactly the acts that disagree now."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from node.api.settlement import Settle
from node.domain.decision import Decided
from node.domain.settlement import course_in_dispute, decide_settle
from node.domain.situation import CourseSituation
from node.domain.state import Breach, Word
from node.domain.world import Found
from schema.acts.settlement import ConflictSettled
from schema.transaction import ActRef, FileRef, FileType
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation
from tests.node.domain.states import (
    BAG,
    COURSE,
    DOSE,
    HEADS,
    bag_at,
    conflict,
    course_state,
    outcome,
    ready_dose,
    ref,
    who,
)

ACTS = tuple(sorted((ref("one side"), ref("other side"))))
ROSE = who("rose", ["settle", "release"])
SAID = (Word(ref("said"), an_id("rose")),)


def _here(**changes: Any) -> CourseSituation:
    found = changes.pop("found", ())
    return situation(
        course_state(
            ready_dose(bags=(BAG,)),
            bags=(bag_at("made"),),
            conflicts=(conflict(**changes),),
            breaches=(
                Breach("given_before_release", ref("given"), DOSE, DOSE, True),
                Breach("made_before_validation", ref("made"), BAG, DOSE, False, ref("seen")),
            ),
        ),
        found=found,
    )


def _settle(here: CourseSituation, by: Any = ROSE, **changes: Any) -> object:
    fields: dict[str, Any] = {
        "file": FileRef(FileType.COURSE, COURSE),
        "rule": "made_twice",
        "subject": DOSE,
        "heads": ACTS,
        "choice": "keep",
        "keep": BAG,
        "reason": "la première faite",
        "pin": "",
        "based_on": HEADS,
    }
    return decide_settle(Settle(**{**fields, **changes}), course_in_dispute(here), by)


def test_a_settlement_names_the_acts_it_had_in_view() -> None:
    result = _settle(_here(), heads=tuple(reversed(ACTS)))
    assert isinstance(result, Decided)
    (draft,) = result.drafts
    assert draft.body == ConflictSettled("made_twice", DOSE, ACTS, "keep", BAG, "la première faite")


@pytest.mark.parametrize(
    ("state", "changes", "expected"),
    [
        ({}, {}, "recorded"),
        ({}, {"by": who("x", ["release"])}, "refused right.missing"),
        ({}, {"by": who("x", ["settle"])}, "refused conflict.not_owner"),
        ({}, {"reason": ""}, "refused reason.missing"),
        ({}, {"rule": "given_twice"}, "refused conflict.none"),
        ({}, {"subject": BAG}, "refused conflict.none"),
        ({}, {"heads": ACTS[:1]}, "refused conflict.changed"),
        ({}, {"choice": "both"}, "refused conflict.no_such_choice"),
        ({}, {"keep": None}, "refused conflict.keep_which"),
        ({}, {"keep": an_id("nowhere")}, "refused conflict.keep_which"),
        ({"settled": ref("done")}, {}, "refused conflict.already_settled"),
        ({"choices": ()}, {}, "refused conflict.another_act"),
        ({"owners": ()}, {}, "refused conflict.needs_nobody"),
        ({"owners": ("prescribe", "release"), "heard": SAID}, {}, "refused conflict.own_word"),
        # Said before this right was theirs: of it no word was heard.
        ({"heard": SAID}, {}, "recorded"),
        ({"heard": (Word(ref("said"), an_id("paul")),)}, {}, "recorded"),
        ({"owners": ("administer", "release")}, {}, "recorded"),
        ({"choices": ("reviewed",)}, {"choice": "reviewed", "keep": None}, "recorded"),
        ({}, {"based_on": ()}, "recorded"),
    ],
)
def test_every_outcome_of_settling(state: dict[str, Any], changes: dict[str, Any], expected: str) -> None:
    assert outcome(_settle(_here(**state), **changes)) == expected


def test_a_choice_that_keeps_nothing_records_no_keep() -> None:
    result = _settle(_here(choices=("reviewed",)), choice="reviewed")
    assert isinstance(result, Decided)
    assert isinstance(result.drafts[0].body, ConflictSettled)
    assert result.drafts[0].body.keep is None


@pytest.mark.parametrize("keep", [DOSE, an_id("other dose")])
def test_a_conflict_between_files_is_settled_in_each_of_them(keep: bytes) -> None:
    mine = FileRef(FileType.COURSE, COURSE)
    other = FileRef(FileType.COURSE, an_id("other course"))
    twice = conflict("same_dose_twice", owners=("prescribe",), choices=("same", "both"))
    found = Found(mine, twice, ((other, an_id("other dose")),))
    result = _settle(
        _here(found=(found,)),
        who("paul", ["settle", "prescribe"]),
        rule="same_dose_twice",
        choice="same",
        keep=keep,
    )
    assert isinstance(result, Decided)
    heads = found.conflict.acts
    assert [(draft.file, draft.body) for draft in result.drafts] == [
        (mine, _said(DOSE, heads, keep)),
        (other, _said(an_id("other dose"), heads, keep)),
    ]


def _said(subject: bytes, heads: tuple[ActRef, ...], keep: bytes) -> ConflictSettled:
    return ConflictSettled(
        "same_dose_twice", subject, tuple(sorted(heads)), "same", keep, "la première faite"
    )


def test_of_two_doses_no_bag_is_kept() -> None:
    twice = conflict("same_dose_twice", owners=("prescribe",), choices=("same", "both"))
    here = _here(found=(Found(FileRef(FileType.COURSE, COURSE), twice),))
    paul = who("paul", ["settle", "prescribe"])
    result = _settle(here, paul, rule="same_dose_twice", choice="same", keep=BAG)
    assert outcome(result) == "refused conflict.keep_which"


def test_what_was_found_on_another_course_is_settled_there() -> None:
    elsewhere = Found(FileRef(FileType.COURSE, an_id("other course")), conflict("same_dose_twice"))
    result = _settle(_here(found=(elsewhere,)), rule="same_dose_twice")
    assert outcome(result) == "refused conflict.none"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"choice": "reviewed"}, "recorded"),
        ({"choice": "keep"}, "refused conflict.no_such_choice"),
        (
            {
                "choice": "reviewed",
                "rule": "made_before_validation",
                "subject": BAG,
                "heads": (ref("made"),),
            },
            "refused conflict.already_settled",
        ),
        ({"choice": "reviewed", "heads": (ref("given"), ref("made"))}, "refused conflict.none"),
    ],
)
def test_a_breach_is_reviewed(changes: dict[str, Any], expected: str) -> None:
    fields: dict[str, Any] = {"rule": "given_before_release", "heads": (ref("given"),), "keep": None}
    assert outcome(_settle(_here(), who("nora", ["settle"]), **{**fields, **changes})) == expected


def test_nobody_reviews_their_own_breach() -> None:
    fields: dict[str, Any] = {"rule": "given_before_release", "heads": (ref("given"),), "keep": None}
    fields["choice"] = "reviewed"
    here, nora = _here(), who("nora", ["settle"])
    loud, *others = here.course.breaches
    mine = replace(loud, by=(nora.person,))
    own = replace(here, course=replace(here.course, breaches=(mine, *others)))
    assert outcome(_settle(own, nora, **fields)) == "refused conflict.own_breach"
    assert outcome(_settle(own, who("ada", ["settle"]), **fields)) == "recorded"
