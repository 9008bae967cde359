"""A conflict with everything needed to settle it: its sides, what each says, and the choices."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from node.api.course import ChoiceView, ConflictView, SideView, WordView
from node.domain.fold.versions import version_id
from node.domain.history import Act, concurrent
from node.domain.state import Conflict, CourseState, Dose
from node.views.dose import is_open
from node.views.kept import bag_contents, bag_numbers, bag_spoken_of, versions_kept
from node.views.summary import aligned, summary
from node.views.teller import Teller
from node.views.wording import Wording
from schema.acts.preparation import NumberTaken
from schema.acts.prescription import DoseOrder
from schema.acts.reattribution import BagReassigned
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType

NO_COURSE: Final = bytes(16)
"""Where the course of a conflict would stand that hangs on none."""
NOBODY_AT_ALL: Final = bytes(16)
"""Where the patient of a conflict would stand that is about no patient."""
_KEEPS, _KEEPS_A_DOSE = "keep", "same"
_OF_VERSIONS: Final = frozenset({FileType.REGIMEN, FileType.PRODUCT, FileType.SETTINGS})
_ENDED: Final = frozenset({"voided", "yielded", "rejected", "recalled", "destroyed", "reassigned"})


def conflict_view(
    conflict: Conflict,
    *,
    file: FileRef,
    heads: tuple[ActRef, ...],
    state: CourseState | None,
    patient: Id,
    patient_name: str,
    others: Collection[Id],
    tell: Teller,
) -> ConflictView:
    """One conflict; `others` are its subjects in other files, for what hangs on two."""
    doses = {one for one in (conflict.subject, conflict.dose, *others) if one is not None}
    numbers, versions = bag_numbers(conflict, state, tell), versions_kept(conflict, doses, tell)
    contents = bag_contents(conflict, state, tell)
    words = Wording(tell, numbers, versions)
    dose = _dose(conflict, state)
    return ConflictView(
        rule=conflict.rule,
        file=file,
        heads=heads,
        course=file.id if file.type == FileType.COURSE else NO_COURSE,
        subject=conflict.subject,
        patient=patient,
        patient_name=patient_name,
        substance=(dose.versions[0].order.substance if dose else "") or _sheet_of(conflict, tell),
        sides=_sides(conflict.acts, doses, contents, words, tell),
        owners=conflict.owners,
        choices=tuple(
            _choices(conflict, file, state, doses, tell, {**versions, **_with_dose(numbers, contents, words)})
        ),
        alarm=conflict.alarm,
        open=is_open(conflict),
        settled=tell.stamp_if(conflict.settled),
        decided=_decided(conflict, doses, words, tell),
        dose=dose.dose if dose else None,
        cycle=dose.cycle if dose else 0,
        day=dose.versions[0].order.day if dose else 0,
        heard=tuple(WordView(word.by, tell.stamp(word.act)) for word in conflict.heard),
    )


def _decided(
    conflict: Conflict, doses: Collection[Id], words: Wording, tell: Teller
) -> tuple[tuple[str, str], ...]:
    """What the act that settled it says: a choice with its reason, or whatever act was the way out."""
    act = tell.act(conflict.settled) if conflict.settled is not None else None
    return summary(act.body, doses, words) if act is not None else ()


def _dose(conflict: Conflict, state: CourseState | None) -> Dose | None:
    if state is None:
        return None
    named = {conflict.dose, conflict.subject}
    named |= {bag.dose for bag in state.bags if bag.bag == conflict.subject}
    found = (dose for dose in state.doses if dose.dose in named and dose.versions)
    return next(found, None)


def _sheet_of(conflict: Conflict, tell: Teller) -> str:
    """What the sheet is of that this half of a doubled number is about, whatever became of its claim."""
    for ref in conflict.acts:
        taken = tell.body(ref, NumberTaken)
        if taken is not None and taken.bag == conflict.subject:
            _, content = tell.sheet(taken.course, taken.bag)
            return content.vials[0].label if content is not None and content.vials else ""
    return ""


def _with_dose(
    numbers: Mapping[Id, str], contents: Mapping[Id, DoseOrder], words: Wording
) -> Mapping[Id, str]:
    """`PUI-1 000042, fluorouracile 318 mg`: whoever keeps a bag reads what is in it."""
    return {
        bag: f"{number}, {' '.join(_content(contents[bag], words))}" if bag in contents else number
        for bag, number in numbers.items()
    }


def _content(order: DoseOrder, words: Wording) -> tuple[str, str]:
    return order.substance, words.amount(order.prescribed)


def _sides(
    acts: tuple[ActRef, ...],
    doses: Collection[Id],
    contents: Mapping[Id, DoseOrder],
    words: Wording,
    tell: Teller,
) -> tuple[SideView, ...]:
    found = [tell.act(ref) for ref in acts]
    said = aligned([_said(act, doses, contents, words) for act in found])
    return tuple(
        SideView(
            act=ref,
            kind=act.kind if act else "",
            stamp=tell.stamp(ref),
            summary=pairs,
            seen=tell.seen_by(ref),
            unseen=tuple(n for n, other in enumerate(found) if act and other and concurrent(act, other)),
        )
        for ref, act, pairs in zip(acts, found, said, strict=True)
    )


def _said(
    act: Act | None, doses: Collection[Id], contents: Mapping[Id, DoseOrder], words: Wording
) -> tuple[tuple[str, str], ...]:
    """What one side says, what the bag that it is about contains, and why it does not count."""
    if act is None:
        return ()
    bag = bag_spoken_of(act.body)
    order = contents.get(bag) if bag is not None else None
    held = zip(("summary.substance", "summary.dose"), _content(order, words), strict=True) if order else ()
    taken = (
        f"{who.person}, {who.workstation}, {words.instant(who.at)}" for who in words.tell.withdrawn_apart(act)
    )
    by = " · ".join(taken)
    why = words.why_aside(act.set_aside) if act.set_aside and not by else ""
    aside = [said for said in (("summary.withdrawn_by", by), ("summary.aside", why)) if said[1]]
    return (*held, *summary(act.body, doses, words), *aside)


def _choices(
    conflict: Conflict,
    file: FileRef,
    state: CourseState | None,
    doses: Collection[Id],
    tell: Teller,
    names: Mapping[Id, str],
) -> Iterator[ChoiceView]:
    by_side = sorted(doses, key=lambda dose: names.get(dose, ""))
    for choice in conflict.choices:
        if choice == _KEEPS and file.type in _OF_VERSIONS:
            keeps: Sequence[Id | None] = [version_id(ref) for ref in conflict.acts]
        elif choice == _KEEPS:
            keeps = _bags(conflict, state, tell)
        elif choice == _KEEPS_A_DOSE:
            keeps = by_side
        else:
            keeps = [None]
        for keep in keeps:
            yield ChoiceView(choice, keep, names.get(keep, "") if keep is not None else "")


def _bags(conflict: Conflict, state: CourseState | None, tell: Teller) -> list[Id]:
    """The bags one of which may be kept: those the acts speak of, but for those that have ended."""
    named: list[Id] = []
    moved = [body.to_bag for ref in conflict.acts if (body := tell.body(ref, BagReassigned)) is not None]
    if moved:
        # Seen from the course that it went to, this one is kept or none; from the old one, any of them.
        return [conflict.subject] if conflict.subject in moved else moved
    for ref in conflict.acts:
        act = tell.act(ref)
        bag = bag_spoken_of(act.body) if act is not None else None
        if bag is not None and bag not in named:
            named.append(bag)
    bags = state.bags if state else ()
    if not named:
        named = [bag.bag for bag in bags if {bag.bag, bag.dose} & {conflict.subject, conflict.dose}]
    ended = {bag.bag for bag in bags if bag.status in _ENDED}
    return [bag for bag in named if bag not in ended] or named
