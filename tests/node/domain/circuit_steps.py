"""Every step of the circuit on a course, as one person would take it: its right and its decider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from node.api.administration import Give, Interrupt, NotGive
from node.api.course import NoteCourse, PlanCycle, ResumeCourse, StopCourse
from node.api.dispensing import Dispense, Receive, Return
from node.api.preparation import Claim, RecordChecked, RecordMade, VoidClaim
from node.api.prescription import SignPrescription
from node.api.release import Destroy, Recall, Release
from node.api.settlement import AgreeDerogation, AskDerogation, Settle
from node.api.validation import DeferGoAhead, GiveGoAhead, Hold, Validate
from node.domain.administration import decide_give, decide_interrupt, decide_not_give
from node.domain.decision import Who
from node.domain.derogation import decide_agree_derogation, decide_ask_derogation
from node.domain.dispensing import decide_dispense, decide_receive, decide_return
from node.domain.go_ahead import decide_defer_go_ahead, decide_give_go_ahead
from node.domain.inclusion import decide_plan_cycle, decide_resume_course, decide_stop_course
from node.domain.notes import decide_note_course
from node.domain.preparation import decide_claim, decide_record_checked, decide_record_made, decide_void_claim
from node.domain.prescription import decide_sign_prescription
from node.domain.release import decide_destroy, decide_recall, decide_release
from node.domain.settlement import course_in_dispute, decide_settle
from node.domain.situation import CourseSituation
from node.domain.validation import decide_hold, decide_validate
from schema.acts.base import Told
from schema.acts.settlement import DerogationAsked
from schema.transaction import FileRef, FileType
from tests.node.domain.acts import an_id
from tests.node.domain.states import (
    BAG,
    COURSE,
    DOSE,
    HEADS,
    ITEM,
    ORDERED,
    PATIENT,
    PRODUCT,
    conflict,
    ref,
    vial,
)
from tests.node.domain.states_of_patient import patient_state

Decide: TypeAlias = Callable[[CourseSituation, Who, Told], object]

DECISION: dict[str, Any] = {"course": COURSE, "pin": "", "based_on": HEADS}
ACCOUNT: dict[str, Any] = {"course": COURSE, "pin": ""}
RELIED_ON = (*HEADS, *patient_state().heads)
ON_BAG: dict[str, Any] = {"course": COURSE, "bag": BAG}

STEPS: Mapping[str, tuple[str, Decide]] = {
    "validate": (
        "validate",
        lambda here, by, _: decide_validate(
            Validate(**DECISION, items=(ITEM,), mentions=("uracilemia",)), here, by
        ),
    ),
    "hold": (
        "validate",
        lambda here, by, _: decide_hold(Hold(**DECISION, items=(ITEM,), refused=False, reason="r"), here, by),
    ),
    "go ahead": (
        "go_ahead",
        lambda here, by, _: decide_give_go_ahead(
            GiveGoAhead(**DECISION, items=(ITEM,), day="2026-03-10"), here, by
        ),
    ),
    "defer": (
        "go_ahead",
        lambda here, by, _: decide_defer_go_ahead(
            DeferGoAhead(**DECISION, items=(ITEM,), reason="r"), here, by
        ),
    ),
    "claim": (
        "prepare",
        lambda here, by, _: decide_claim(
            Claim(
                course=COURSE, item=ITEM, product=PRODUCT, vials=(vial(),), diluent_lot="L", based_on=HEADS
            ),
            here,
            by,
            an_id("new bag"),
            43,
        ),
    ),
    "void": (
        "prepare",
        lambda here, by, _: decide_void_claim(VoidClaim(**ON_BAG, reason="r", based_on=HEADS), here, by),
    ),
    "make": (
        "prepare",
        lambda here, by, t: decide_record_made(RecordMade(**ON_BAG, told=t, pin=""), here, by),
    ),
    "check": (
        "check",
        lambda here, by, t: decide_record_checked(RecordChecked(**ON_BAG, told=t, pin=""), here, by),
    ),
    "release": (
        "release",
        lambda here, by, _: decide_release(Release(**DECISION, bag=BAG, released=True), here, by),
    ),
    "reject": (
        "release",
        lambda here, by, _: decide_release(
            Release(**DECISION, bag=BAG, released=False, reason="r"), here, by
        ),
    ),
    "destroy": (
        "release",
        lambda here, by, t: decide_destroy(Destroy(**ON_BAG, reason="r", told=t, pin=""), here, by),
    ),
    "recall": (
        "release",
        lambda here, by, _: decide_recall(Recall(**DECISION, bag=BAG, reason="r"), here, by),
    ),
    "dispense": (
        "dispense",
        lambda here, by, t: decide_dispense(
            Dispense(**ON_BAG, ward="HDJ", mentions=("uracilemia",), told=t, pin=""), here, by
        ),
    ),
    "receive": (
        "receive",
        lambda here, by, t: decide_receive(Receive(**ON_BAG, told=t), here, by),
    ),
    "bring back": (
        "dispense",
        lambda here, by, t: decide_return(Return(**ON_BAG, reason="r", told=t, pin=""), here, by),
    ),
    "interrupt": (
        "administer",
        lambda here, by, t: decide_interrupt(
            Interrupt(**ON_BAG, dose=DOSE, patient=PATIENT, amount=None, reason="r", told=t, pin=""), here, by
        ),
    ),
    "give": (
        "administer",
        lambda here, by, t: decide_give(
            Give(**ACCOUNT, dose=DOSE, bag=BAG, patient=PATIENT, told=t), here, by
        ),
    ),
    "not give": (
        "administer",
        lambda here, by, t: decide_not_give(
            NotGive(**ACCOUNT, dose=DOSE, bag=None, reason="r", told=t), here, by
        ),
    ),
    "prescribe": (
        "prescribe",
        lambda here, by, _: decide_sign_prescription(
            SignPrescription(**{**DECISION, "based_on": RELIED_ON}, cycle=2), here, by, iter([an_id("next")])
        ),
    ),
    "revise": (
        "prescribe",
        lambda here, by, _: decide_sign_prescription(
            SignPrescription(**{**DECISION, "based_on": RELIED_ON}, cycle=1, doses=(DOSE,), reason="r"),
            here,
            by,
            iter(()),
        ),
    ),
    "plan": (
        "prescribe",
        lambda here, by, _: decide_plan_cycle(
            PlanCycle(course=COURSE, cycle=1, day_one="2026-03-17", based_on=HEADS), here, by
        ),
    ),
    "stop": (
        "prescribe",
        lambda here, by, _: decide_stop_course(StopCourse(**DECISION, level="course", reason="r"), here, by),
    ),
    "resume": (
        "prescribe",
        lambda here, by, _: decide_resume_course(
            ResumeCourse(**DECISION, stops=(ref("stop"),), reason="r"), here, by
        ),
    ),
    "settle": (
        "settle",
        lambda here, by, _: decide_settle(
            Settle(
                file=FileRef(FileType.COURSE, COURSE),
                pin=DECISION["pin"],
                based_on=DECISION["based_on"],
                rule="made_twice",
                subject=DOSE,
                heads=conflict().acts,
                choice="keep",
                keep=DOSE,
                reason="r",
            ),
            course_in_dispute(here),
            by,
        ),
    ),
    "ask": (
        "prescribe",
        lambda here, by, _: decide_ask_derogation(
            AskDerogation(**DECISION, subject=DOSE, rule="bag.expired", revision=ORDERED, reason="r"),
            here,
            by,
        ),
    ),
    "agree": (
        "validate",
        lambda here, by, _: decide_agree_derogation(
            AgreeDerogation(**DECISION, asked=ref("asked")),
            here,
            by,
            DerogationAsked(DOSE, "bag.expired", ORDERED, "r"),
        ),
    ),
    "note": (
        "note",
        lambda here, by, _: decide_note_course(NoteCourse(course=COURSE, dose=DOSE, text="t"), here, by),
    ),
}
OWNED = {"settle": ("release",)}
"""A conflict is settled with the right to settle, by who owns it."""
ACCOUNTS = ("make", "check", "destroy", "dispense", "receive", "bring back", "give", "interrupt", "not give")
