"""Accounts of what happened: what stops one, what is asked first, what is only named (ADR 0006).

An account is never lost. Said with the bag in hand, a hard stop may still prevent harm, and what may
be a mistake is recorded once the person acknowledged it; said from paper, nothing can be prevented.
"""

from collections.abc import Container, Iterable, Sequence
from typing import Final

from node.domain.decision import Decided, Draft, Refusal
from node.domain.lifting import LIFTABLE, NEVER_LIFTED
from schema.acts.base import Told
from schema.refusal import ACKNOWLEDGE, IF_DONE

HARD_STOPS: Final = frozenset({*NEVER_LIFTED, *LIFTABLE, "mention.not_checked", "bag.of_another_dose"})
"""Nothing but a derogation by two people passes one, where it is liftable; see `gates.NEVER_LIFTED`."""


def parted(found: Iterable[Refusal], codes: Container[str]) -> tuple[list[Refusal], list[Refusal]]:
    """(those with one of these codes, the others), each in order."""
    every = list(found)
    return [one for one in every if one.code in codes], [one for one in every if one.code not in codes]


def account(
    drafts: tuple[Draft, ...],
    told: Told,
    breaches: Sequence[Refusal],
    *,
    stops: Sequence[Refusal] = (),
    doubts: Sequence[Refusal] = (),
    acknowledged: Container[str] = (),
) -> Decided | Refusal:
    """Record what happened, naming every rule broken; stop what is about to happen.

    With the bag in hand (`seen`, `scanned`) a stop refuses, and doubts refuse until each code is in
    `acknowledged`: the refusal lists them in its value `acknowledge`. From paper nothing refuses.
    """
    if told.source != "paper":
        if stops:
            return Refusal(stops[0].code, {**stops[0].values, IF_DONE: "paper"})
        if (question := asking(doubts, acknowledged)) is not None:
            return question
    return Decided(drafts, warnings=(*stops, *doubts, *breaches))


def asking(doubts: Sequence[Refusal], acknowledged: Container[str]) -> Refusal | None:
    """The refusal that asks to acknowledge all doubts at once, with the values of all their sentences.

    Nil once each of them was acknowledged.
    """
    unsaid = next((one for one in doubts if one.code not in acknowledged), None)
    if unsaid is None:
        return None
    values: dict[str, str] = {}
    for one in (unsaid, *doubts):
        for name, value in one.values.items():
            values.setdefault(name, value)
    return Refusal(unsaid.code, {**values, ACKNOWLEDGE: ",".join(dict.fromkeys(one.code for one in doubts))})
