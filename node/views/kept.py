"""What a settlement may keep, each told from the others: a bag, one of two doses, a version.

A number tells bags apart but after a clone, and versions have none: then it is said who, when and which lots.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from node.api.base import Stamp
from node.clock import site_time
from node.domain.fold.versions import version_id
from node.domain.history import Act
from node.domain.state import Conflict, CourseState
from node.views.teller import Teller
from schema.acts.preparation import PreparationClaimed
from schema.acts.prescription import DoseOrder, PrescriptionSigned
from schema.acts.reattribution import BagReassigned, content_of, source_of
from schema.codec import Wire
from schema.dates import day_text
from schema.i18n import text
from schema.ids import Id
from schema.transaction import ActRef, FileType


def bag_numbers(conflict: Conflict, state: CourseState | None, tell: Teller) -> Mapping[Id, str]:
    """The bags that the acts may speak of, by number, in whatever course they are."""
    known = {bag.bag: (bag.content, bag.claim) for bag in state.bags} if state else {}
    moved = {}
    for ref in conflict.acts:
        act = tell.act(ref)
        claimed = content_of(act.body) if act is not None else None
        if claimed is not None:
            known.setdefault(claimed.bag, (claimed, ref))
        for course, bag in _spoken_of(act):
            if bag not in known and (number := tell.course_bag(course, bag)):
                moved[bag] = number
    numbers = {bag: tell.number(one.series, one.number) for bag, (one, _) in known.items()}
    often = Counter(numbers.values())
    return moved | {
        bag: _told_apart(number, *known[bag], tell) if often[number] > 1 else number
        for bag, number in numbers.items()
    }


def bag_contents(conflict: Conflict, state: CourseState | None, tell: Teller) -> Mapping[Id, DoseOrder]:
    """The orders that the bags were made from: substance and dose of what each contains.

    Of one taken over from another dose, what it was made from there: its claim names the dose it serves now.
    """
    bags = {bag.bag: _made_as(tell.act(bag.claim), tell) for bag in state.bags} if state else {}
    for ref in conflict.acts:
        act = tell.act(ref)
        claimed = content_of(act.body) if act is not None else None
        if claimed is not None:
            bags[claimed.bag] = _made_as(act, tell)
        for course, bag in _spoken_of(act):
            if bag not in bags:
                bags[bag] = tell.made_as(course, bag)
    found = {}
    for bag, made in bags.items():
        signed = tell.body(made.item.revision, PrescriptionSigned) if made is not None else None
        for order in signed.orders if signed is not None else ():
            if made is not None and order.dose == made.item.dose:
                found[bag] = order
    return found


def _made_as(claim: Act | None, tell: Teller) -> PreparationClaimed | None:
    body = claim.body if claim is not None else None
    source = source_of(body)
    return tell.made_as(*source) if source is not None else content_of(body)


def _spoken_of(act: Act | None) -> Iterator[tuple[Id, Id]]:
    """(course, bag) of the bags that an act in a course tells something of: of one that moves, both."""
    if act is None or act.header.file.type != FileType.COURSE:
        return
    bag = bag_spoken_of(act.body)
    if bag is not None:
        yield act.header.file.id, bag
    if isinstance(act.body, BagReassigned):
        yield act.body.to_course, act.body.to_bag


def _told_apart(number: str, content: PreparationClaimed, claim: ActRef, tell: Teller) -> str:
    """`PUI-1 000001 (IMAGINAIRE Églantine, PUI-1, 05-juin-2026 08:00, lot LOT-1)`."""
    lots = dict.fromkeys(vial.lot for vial in content.vials)
    said = [text("kept.lot", tell.language, {"lot": lot}) for lot in lots]
    return f"{number} ({', '.join((*_who(tell.stamp(claim), tell), *said))})"


def versions_kept(conflict: Conflict, doses: Collection[Id], tell: Teller) -> Mapping[Id, str]:
    """What the sides speak of that a settlement may keep, each by the number of its side, and whose it is."""
    found: dict[Id, str] = {}
    for number, ref in enumerate(conflict.acts, start=1):
        name = text(
            "kept.version",
            tell.language,
            {"n": str(number), "who": ", ".join(_who(tell.stamp(ref), tell))},
        )
        found[version_id(ref)] = name
        signed = tell.body(ref, PrescriptionSigned)
        for order in signed.orders if signed is not None else ():
            if order.dose in doses:
                found.setdefault(order.dose, name)
        act = tell.act(ref)
        bag = bag_spoken_of(act.body) if act is not None else None
        if bag is not None:
            found.setdefault(bag, name)
    return found


def bag_spoken_of(body: Wire | None) -> Id | None:
    """The bag that an act brings in, or tells something of."""
    bag = getattr(content_of(body) or body, "bag", None)
    return bag if isinstance(bag, bytes) else None


def _who(stamp: Stamp, tell: Teller) -> tuple[str, ...]:
    moment = site_time(stamp.at)
    return (
        stamp.person,
        stamp.workstation,
        f"{day_text(moment.date(), tell.language)} {moment:%H:%M}",
    )
