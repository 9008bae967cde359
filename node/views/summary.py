"""What one side of a conflict says, as pairs of a text id and a shown value.

A person decides between sides by what differs, so every value that could differ is here, in the
reader's own units and order; the texts are `summary.<field>`.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from node.views import versions
from node.views.lot_summary import LOT_SAY
from node.views.member_summary import MEMBER_SAY
from node.views.patient_summary import PATIENT_SAY
from node.views.vault_summary import VAULT_SAY
from node.views.wording import Pairs, Say, Wording, told_pairs
from schema.acts.administration import DoseGiven, DoseInterrupted, DoseNotGiven
from schema.acts.base import Told
from schema.acts.course import CourseIncluded, CourseResumed, CourseStopped, CyclePlanned
from schema.acts.dispensing import BagDispensed, BagReceived, BagReturned
from schema.acts.preparation import (
    NumberTaken,
    PreparationChecked,
    PreparationClaimed,
    PreparationMade,
    PreparationVoided,
    VialUsed,
)
from schema.acts.prescription import DoseOrder, PrescriptionSigned, PrescriptionTranscribed
from schema.acts.reattribution import BagReassigned, BagTakenOver, ReattributionLimitSigned
from schema.acts.regimen import (
    DoseLimitsSigned,
    GatesSigned,
    LimitsSigned,
    ProductDrafted,
    ProductRetired,
    ProductSigned,
    RegimenDrafted,
    RegimenRetired,
    RegimenSigned,
)
from schema.acts.release import BagDestroyed, BagRecalled, ReleaseDecided
from schema.acts.settlement import SETTLEMENTS, ConflictSettled
from schema.acts.validation import GoAheadDeferred, GoAheadGiven, PrescriptionHeld, PrescriptionValidated
from schema.codec import Wire
from schema.ids import Id
from schema.quantity import Quantity, Unit


def summary(body: Wire | None, doses: Collection[Id], words: Wording) -> tuple[tuple[str, str], ...]:
    """The pairs of one act; `doses` are the doses that the conflict is about."""
    if isinstance(body, PrescriptionSigned):
        pairs = _prescription(body, doses, words)
    else:
        say = _SAY.get(type(body))
        pairs = say(body, words) if say is not None else iter(())
    return tuple((f"summary.{field}", value) for field, value in pairs if value)


def aligned(sides: list[tuple[tuple[str, str], ...]]) -> list[tuple[tuple[str, str], ...]]:
    """The same fields on all sides, in the order in which they first appear."""
    keys = list(dict.fromkeys(key for side in sides for key, _ in side))
    return [tuple((key, dict(side).get(key, "—")) for key in keys) for side in sides]


def _prescription(body: PrescriptionSigned, doses: Collection[Id], words: Wording) -> Pairs:
    for order in body.orders:
        if order.dose in doses:
            yield from _order(order, words)
            break
    if isinstance(body, PrescriptionTranscribed):
        yield "decision", words.word("transcribed")
        yield from told_pairs(body.told, words)
    yield "reason", body.reason


def _order(order: DoseOrder, words: Wording) -> Pairs:
    yield "dose", words.amount(order.prescribed)
    yield "substance", order.substance
    yield "planned", words.day(order.planned)
    yield "route", words.route(order.route)
    yield "diluent", order.diluent
    yield "volume", words.amount(order.volume)
    yield "duration", words.minutes(order.duration_minutes)
    yield "container", words.container(order.container)
    yield "instructions", order.instructions
    if order.reduction_percent not in {"", "0"}:
        yield "reduction", words.amount(Quantity(order.reduction_percent, Unit.PERCENT))
    yield "reduction_reason", order.reduction_reason


def _claimed(body: PreparationClaimed, words: Wording) -> Pairs:
    yield "number", words.tell.number(body.series, body.number)
    yield "draw", words.amount(body.draw)
    yield "diluent", body.diluent
    yield "volume", words.amount(body.final_volume)
    yield "concentration", words.amount(body.final_concentration)
    yield "use_by", words.instant(body.use_by)
    yield "vials_used", "\n".join(_vial(vial, words) for vial in body.vials)
    yield "diluent_lot", body.diluent_lot


def _vial(vial: VialUsed, words: Wording) -> str:
    """`CISPLATINE 50 mg, LOT-1, 31-déc.-2027 × 2`: what a recall, or a doubt, is looked up by."""
    return f"{vial.label}, {vial.lot}, {words.day(vial.expiry)}\u00a0× {vial.count}"


def _on_bag(body: Any, words: Wording) -> Pairs:
    """What is told of a bag: which one, when, and whatever else was said."""
    yield "number", words.bag(body.bag)
    told = getattr(body, "told", None)
    if isinstance(told, Told):
        yield from told_pairs(told, words)
    for field in ("ward", "incident", "remark", "reason"):
        yield field, getattr(body, field, "")


def _interrupted(body: DoseInterrupted, words: Wording) -> Pairs:
    yield from _on_bag(body, words)
    if body.amount is not None:
        yield "given_part", words.amount(body.amount)


def _release(body: ReleaseDecided, words: Wording) -> Pairs:
    yield "number", words.bag(body.bag)
    yield "decision", words.word("released" if body.released else "rejected")
    yield "reason", body.reason


def _validated(_body: PrescriptionValidated, words: Wording) -> Pairs:
    yield "decision", words.word("validated")


def _held(body: PrescriptionHeld, words: Wording) -> Pairs:
    yield "decision", words.word("refused" if body.refused else "held")
    yield "reason", body.reason


def _go_ahead(body: GoAheadGiven, words: Wording) -> Pairs:
    yield "decision", words.word("go_ahead")
    yield "planned", words.day(body.day)


def _deferred(body: GoAheadDeferred, words: Wording) -> Pairs:
    yield "decision", words.word("deferred")
    yield "reason", body.reason


def _stopped(body: CourseStopped, words: Wording) -> Pairs:
    yield "decision", words.word(f"stop.{body.level}")
    yield "reason", body.reason


def _resumed(body: CourseResumed, words: Wording) -> Pairs:
    yield "decision", words.word("resumed")
    yield "reason", body.reason


def _planned(body: CyclePlanned, words: Wording) -> Pairs:
    yield "day_one", words.day(body.day_one)


def _included(body: CourseIncluded, words: Wording) -> Pairs:
    yield "regimen", body.regimen_name
    yield "planned", words.day(body.first_day)


def _numbered(body: NumberTaken, words: Wording) -> Pairs:
    # Two sheets may bear one number: whose each is, what it is of, and its lots tell them apart.
    patient, content = words.tell.sheet(body.course, body.bag)
    yield "number", words.tell.number(body.series, body.number)
    yield "patient", patient
    yield "product", content.vials[0].label if content and content.vials else ""
    if content is not None:
        yield from ((field, value) for field, value in _claimed(content, words) if field != "number")


def _settled(body: ConflictSettled, words: Wording) -> Pairs:
    yield "decision", words.choice(body.rule, body.choice)
    yield "number", words.bag(body.keep)
    yield "version_kept", words.version(body.keep)
    yield "reason", body.reason


def _reattribution_limit(body: ReattributionLimitSigned, words: Wording) -> Pairs:
    yield "percent", words.amount(Quantity(body.percent, Unit.PERCENT))


def _reassigned(body: BagReassigned, words: Wording) -> Pairs:
    yield "number", words.bag(body.bag)
    yield "to_number", words.tell.course_bag(body.to_course, body.to_bag)
    yield "reason", body.reason


def _taken_over(body: BagTakenOver, words: Wording) -> Pairs:
    yield from _claimed(body.content, words)
    yield "from_number", words.tell.course_bag(body.from_course, body.from_bag)
    yield "reason", body.reason


_SAY: Final[Mapping[type[Wire] | type[None], Say]] = {
    PreparationClaimed: _claimed,
    PreparationMade: _on_bag,
    PreparationChecked: _on_bag,
    PreparationVoided: _on_bag,
    BagDispensed: _on_bag,
    BagReceived: _on_bag,
    BagReturned: _on_bag,
    BagDestroyed: _on_bag,
    BagRecalled: _on_bag,
    DoseGiven: _on_bag,
    DoseNotGiven: _on_bag,
    DoseInterrupted: _interrupted,
    ReleaseDecided: _release,
    PrescriptionValidated: _validated,
    PrescriptionHeld: _held,
    GoAheadGiven: _go_ahead,
    GoAheadDeferred: _deferred,
    CourseStopped: _stopped,
    CourseResumed: _resumed,
    CyclePlanned: _planned,
    CourseIncluded: _included,
    NumberTaken: _numbered,
    **{body: _settled for bodies in SETTLEMENTS.values() for body in bodies},
    RegimenSigned: versions.regimen,
    ProductSigned: versions.product,
    LimitsSigned: versions.limits,
    GatesSigned: versions.gates,
    DoseLimitsSigned: versions.doses,
    RegimenDrafted: versions.regimen_draft,
    ProductDrafted: versions.product_draft,
    RegimenRetired: versions.retired,
    ProductRetired: versions.retired,
    ReattributionLimitSigned: _reattribution_limit,
    BagReassigned: _reassigned,
    BagTakenOver: _taken_over,
    **PATIENT_SAY,
    **LOT_SAY,
    **MEMBER_SAY,
    **VAULT_SAY,
}
