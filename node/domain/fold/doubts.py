"""Accounts that are authentic but not admitted: they advance nothing, but they warn and block.

A pharmacist who looked into one says so with a settlement of the rule `set_aside`: it is `counted`
(then it is an account like any other) or `dismissed`.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from node.domain.history import Act
from schema.acts.administration import DoseGiven, DoseInterrupted, DoseNotGiven
from schema.acts.dispensing import BagDispensed, BagReceived, BagReturned
from schema.acts.preparation import PreparationChecked, PreparationMade
from schema.acts.reattribution import content_of
from schema.acts.release import BagDestroyed
from schema.ids import Id

_OF_A_DOSE: Final = (DoseGiven, DoseInterrupted, DoseNotGiven)
_OF_A_BAG: Final = (
    PreparationMade,
    PreparationChecked,
    BagDispensed,
    BagReceived,
    BagReturned,
    BagDestroyed,
)


class Doubt(msgspec.Struct, frozen=True):
    """What was told of one dose by accounts that do not count."""

    dose: Id
    acts: tuple[Act, ...]
    given: bool
    """One of them says that the dose was given, whole or in part, or not."""


def doubts_of(acts: Sequence[Act]) -> tuple[Doubt, ...]:
    """The doubtful accounts of a course by dose, from all its acts in fold order.

    Doubtful is an account set aside, and one that is admitted but about a bag whose only claim is set
    aside: that claim is then part of the doubt.
    """
    if not any(act.set_aside for act in acts):
        return ()
    claims: dict[Id, Act] = {}
    for act in sorted(acts, key=lambda act: bool(act.set_aside)):
        content = content_of(act.body)
        if content is not None and not act.trouble:
            claims.setdefault(content.bag, act)
    by_dose: dict[Id, list[Act]] = {}
    for act in acts:
        bag, dose = _about(act, claims)
        claim = claims.get(bag) if bag is not None else None
        unclaimed = claim is not None and bool(claim.set_aside)
        if dose is None or not (act.set_aside or unclaimed):
            continue
        doubtful = by_dose.setdefault(dose, [])
        if claim is not None and unclaimed and claim not in doubtful:
            doubtful.append(claim)
        doubtful.append(act)
    return tuple(
        Doubt(
            dose,
            tuple(sorted(found, key=lambda act: act.place)),
            any(isinstance(act.body, _OF_A_DOSE) for act in found),
        )
        for dose, found in sorted(by_dose.items())
    )


def _about(act: Act, claims: Mapping[Id, Act]) -> tuple[Id | None, Id | None]:
    """The bag and the dose that an account is about, as far as they can be known."""
    body = act.body
    if isinstance(body, _OF_A_DOSE):
        return body.bag, body.dose
    if isinstance(body, _OF_A_BAG):
        claim = claims.get(body.bag)
        claimed = content_of(claim.body) if claim is not None else None
        return body.bag, claimed.item.dose if claimed is not None else None
    return None, None


def subject_of(act: Act) -> Id | None:
    """The dose or bag that an act names, for those who must look into it."""
    body = act.body
    content = content_of(body)
    if content is not None:
        return content.item.dose
    for name in ("dose", "bag", "subject"):
        named = getattr(body, name, None)
        if isinstance(named, bytes):
            return named
    return None
