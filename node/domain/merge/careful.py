"""A careful decision that is set aside: it decides nothing, and holds what it spoke against until reviewed.

Its workstation was suspended, removed or cloned, or its author is not shown to have had the right: whoever
stopped, held back or lowered a dose may have been right all the same. Holds for acts that have the rule
`careful_stays` in their past; what was done apart from a withdrawal is reviewed as `withdrawn_since` says.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec.structs import replace

from node.domain.fold.gather import COURSE_BODIES, Gathered, gather
from node.domain.fold.left_out import left_out_aside
from node.domain.fold.prescription import only_more, same_order, versions_of
from node.domain.fold.steps import ADMINISTERED, Order, Role
from node.domain.history import BY_PLACE, Act, before, concurrent
from node.domain.merge.set_aside import NOBODYS
from node.domain.merge.settled_beyond_rights import settlements_of
from node.domain.merge.settling import verdict
from node.domain.merge.withdrawn_since import ADMIT, DISMISS, Since, is_apart
from schema.acts.course import CourseStopped
from schema.acts.prescription import PrescriptionSigned
from schema.acts.reattribution import content_of
from schema.acts.release import BagRecalled, ReleaseDecided
from schema.acts.settlement import ConflictSettled
from schema.acts.validation import GoAheadDeferred, GoAheadGiven, PrescriptionHeld
from schema.ids import Id
from schema.rules import CAREFUL_STAYS
from schema.transaction import ActRef

DECIDED: Final = "careful_decision"
"""A hold or refusal, a bag rejected or recalled: a pharmacist's."""
STOPPED: Final = "careful_stop"
"""A stop, a go-ahead deferred or withdrawn: a prescriber's."""
ORDERED: Final = "careful_order"
"""An order that says otherwise than the one in force, and not only more of the same; a go-ahead that leaves
out what one given apart names."""
CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        DECIDED: (ADMIT, DISMISS),
        STOPPED: (ADMIT, DISMISS),
        # Nobody's signature on it is proven, and it may raise another dose, or let it go: who wants that
        # says it anew.
        ORDERED: (DISMISS,),
    }
)
CODES: Final = frozenset(CHOICES)
_CAREFUL: Final = frozenset({Role.HELD, Role.REJECTED, Role.RECALLED, Role.STOPPED, Role.DEFERRED})
"""What it does to a dose; orders are looked at apart."""
_SAYS_MORE: Final = (PrescriptionSigned, GoAheadGiven)
"""What may also advance a dose: it is careful of some of the doses only that it is about."""
_KEEPS: Final = (CourseStopped, PrescriptionHeld, GoAheadDeferred, BagRecalled)
_OVER: Final = frozenset({*ADMINISTERED, Role.NOT_GIVEN})

_Settlements: TypeAlias = Sequence[tuple[Act, ConflictSettled]]
_About: TypeAlias = dict[tuple[str, Id | None], list[Act]]


def careful(acts: Sequence[Act]) -> tuple[Sequence[Act], tuple[Since, ...]]:
    """The acts of a course, in fold order, those admitted no longer set aside; and what holds which dose.

    An act is admitted whole, for every dose that it is about, and so it is dismissed.
    """
    aside = [act for act in acts if _stands_aside(act)]
    if not aside:
        return acts, ()
    settlements = settlements_of(act for act in acts if not act.set_aside).counted
    about = _about(acts, aside)
    # Whatever is known of its dose since, what somebody said of an act stands.
    rules = {act.ref: _rule(act) for act in aside}
    naming = _naming(rules, settlements)
    admitted = _admitted(rules, naming)
    since = [_since(rule, dose, found, naming) for (rule, dose), found in about.items()]
    since.sort(key=lambda one: (one.subject, one.rule))
    return [replace(act, set_aside="") if act.ref in admitted else act for act in acts], tuple(since)


def _stands_aside(act: Act) -> bool:
    body = act.body
    keeps = isinstance(body, _KEEPS) or (isinstance(body, ReleaseDecided) and not body.released)
    return (
        bool(act.set_aside)
        and (keeps or isinstance(body, _SAYS_MORE))
        and CAREFUL_STAYS in act.rules
        and not act.trouble
        and act.set_aside not in NOBODYS
        and not is_apart(act)
    )


def _rule(act: Act) -> str:
    if isinstance(act.body, _SAYS_MORE):
        return ORDERED
    return STOPPED if isinstance(act.body, CourseStopped | GoAheadDeferred) else DECIDED


def _about(acts: Sequence[Act], aside: Sequence[Act]) -> _About:
    """These acts by rule and dose; what keeps no dose from anything that is known is of the course (nil)."""
    keep = [act for act in aside if not isinstance(act.body, _SAYS_MORE)]
    every = gather(sorted([*_standing(acts), *keep], key=BY_PLACE))
    found: _About = {}
    without = {act.ref: act for act in keep}
    over = {dose: [step.act for step in steps if step.role in _OVER] for dose, steps in every.on_dose.items()}
    moved = {bag for bag, steps in every.on_bag.items() if any(one.role is Role.REASSIGNED for one in steps)}
    for dose, steps in every.on_dose.items():
        for step in steps:
            if step.role not in _CAREFUL or not step.act.set_aside:
                continue
            without.pop(step.ref, None)
            # It spoke against nothing that was still to come; a bag that went to another dose still is.
            if step.bag in moved or not any(before(one, step.act) for one in over[dose]):
                found.setdefault((_rule(step.act), dose), []).append(step.act)
    for act in without.values():
        found.setdefault((_rule(act), None), []).append(act)
    for dose, orders in gather(
        [act for act in aside if isinstance(act.body, PrescriptionSigned)]
    ).orders.items():
        said = _saying_otherwise(orders, dose, every)
        if said:
            found[ORDERED, dose] = said
    partly = [act for act in aside if isinstance(act.body, GoAheadGiven)]
    for act, dose in left_out_aside(partly, every.go_aheads, every.orders):
        if not any(before(one, act) for one in over[dose]):
            found.setdefault((ORDERED, dose), []).append(act)
    return found


def _standing(acts: Sequence[Act]) -> Iterator[Act]:
    """What counts, and claims set aside of bags that nobody else claimed: so their dose is known."""
    good = [act for act in acts if not act.set_aside and not act.trouble and type(act.body) in COURSE_BODIES]
    claimed = {content.bag for act in good if (content := content_of(act.body)) is not None}
    yield from good
    for act in acts:
        content = content_of(act.body) if act.set_aside and not act.trouble else None
        if content is not None and content.bag not in claimed and act.set_aside not in NOBODYS:
            yield act


def _saying_otherwise(orders: Sequence[Order], dose: Id, every: Gathered) -> list[Act]:
    """Those that say otherwise than is in force, and not just more: changed, or overtaken unknown to them."""
    written = every.orders.get(dose, [])
    heads = versions_of(written).heads if written else ()
    over = [step.act for step in every.on_dose.get(dose, ()) if step.role in _OVER]
    newest: dict[tuple[ActRef, ...], list[Order]] = {}
    found = []
    for order in orders:
        known = [one for one in written if before(one.act, order.act)]
        key = tuple(one.ref for one in known)
        if key not in newest:
            newest[key] = _newest(known)
        again = known and all(same_order(one, order) for one in newest[key])
        # It only says again what its author knew, and nobody ordered anything else meanwhile.
        if again and not any(
            concurrent(one.act, order.act) and not same_order(one, order) for one in written
        ):
            continue
        if any(before(act, order.act) for act in over):
            continue
        if any(not same_order(order, head) and not only_more(order, head) for head in heads):
            found.append(order.act)
    return found


def _newest(orders: Sequence[Order]) -> list[Order]:
    """Of orders in fold order, those that no other knew of."""
    found: list[Order] = []
    for order in reversed(orders):
        if not any(before(order.act, later.act) for later in found):
            found.append(order)
    return found


def _naming(rules: Mapping[ActRef, str], settlements: _Settlements) -> dict[ActRef, _Settlements]:
    """The settlements that name each act under its rule: each looked through once, however many acts."""
    found: dict[ActRef, list[tuple[Act, ConflictSettled]]] = {}
    for act, body in settlements:
        for head in body.heads:
            if rules.get(head) == body.rule:
                found.setdefault(head, []).append((act, body))
    return dict(found)


def _admitted(rules: Mapping[ActRef, str], naming: Mapping[ActRef, _Settlements]) -> set[ActRef]:
    """The acts of which the latest that was said is that they count; those named together are asked once."""
    together: dict[tuple[str, tuple[ActRef, ...]], list[ActRef]] = {}
    for ref, said in naming.items():
        together.setdefault((rules[ref], tuple(act.ref for act, _ in said)), []).append(ref)
    return {
        ref
        for (rule, _), refs in together.items()
        if verdict(rule, None, refs, CHOICES[rule], naming[refs[0]]).choice == ADMIT
        for ref in refs
    }


def _since(rule: str, dose: Id | None, found: Sequence[Act], naming: Mapping[ActRef, _Settlements]) -> Since:
    acts = tuple(sorted({act.ref: act for act in found}.values(), key=BY_PLACE))
    refs = [act.ref for act in acts]
    return Since(
        rule=rule,
        subject=acts[0].header.file.id if dose is None else dose,
        dose=dose,
        acts=acts,
        said=verdict(rule, None, refs, CHOICES[rule], naming.get(refs[0], ())),
        choices=CHOICES[rule],
        # Somebody spoke against giving this, and nothing that counts says so.
        alarm=dose is not None,
    )
