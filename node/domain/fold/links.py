"""Where two files stand: links of two people, separations of two people, and "kept apart" by one.

A link is an edge without direction, written in both files. A separation removes the links it saw: one
made apart from it stands, and the two are shown as a conflict.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec

from node.domain.history import Act, before, concurrent
from node.domain.reading import Reading
from node.domain.state import Anomaly
from schema.acts.patient import (
    PatientKeptApart,
    PatientLinkConfirmed,
    PatientLinked,
    PatientUnlinkConfirmed,
    PatientUnlinked,
)
from schema.codec import Wire
from schema.ids import Id
from schema.rules import NEWS_TO_DECISIONS
from schema.transaction import ActRef, Bytes16

LinkWord = Annotated[str, msgspec.Meta(pattern=r"\A(asked|linked|kept_apart|disputed)\Z")]


class LinkEdge(Wire, frozen=True):
    """Where this file and another stand: one edge, without direction."""

    other: Bytes16
    state: LinkWord
    pending: ActRef | None
    """A link that a second person may confirm."""
    pending_by: Bytes16 | None
    """Who asked for it."""
    confirmed: ActRef | None
    kept_apart: ActRef | None
    unlink_pending: ActRef | None = None
    """A separation that a second person may confirm."""
    unlink_pending_by: Bytes16 | None = None
    news: bool = False
    """The link was confirmed where a decision that did not know of it is looked at again."""
    apart_by: tuple[Bytes16, ...] = ()
    """Where it is disputed: who said "apart" without having heard of the link."""


class Agreed(msgspec.Struct, frozen=True):
    """What one person asked and a second one agreed to."""

    asked: Act
    act: Act
    """The agreement: the effect comes with it."""
    other: Id


class Links(msgspec.Struct, frozen=True):
    """What two people agreed to in one patient's file."""

    links: tuple[Agreed, ...]
    unlinks: tuple[Agreed, ...]
    anomalies: tuple[Anomaly, ...]

    def removed(self, link: Agreed) -> Agreed | None:
        """The separation that removed this link: its second person saw it, and agreed."""
        return next(
            (one for one in self.unlinks if one.other == link.other and before(link.act, one.act)), None
        )


def links_of(reading: Reading) -> Links:
    """Every link and separation of two people; an agreement that is none is an anomaly."""
    odd: list[Anomaly] = []
    links = {act.ref: (act, body.other) for act, body in reading.bodies(PatientLinked)}
    unlinks = {act.ref: (act, body.other) for act, body in reading.bodies(PatientUnlinked)}
    said_links = [(act, body.link) for act, body in reading.bodies(PatientLinkConfirmed)]
    said_unlinks = [(act, body.unlink) for act, body in reading.bodies(PatientUnlinkConfirmed)]
    return Links(
        tuple(_agreed(links, said_links, "unknown_link", odd)),
        tuple(_agreed(unlinks, said_unlinks, "unknown_unlink", odd)),
        tuple(odd),
    )


def _agreed(
    asked: dict[ActRef, tuple[Act, Id]], said: list[tuple[Act, ActRef]], unknown: str, odd: list[Anomaly]
) -> Iterator[Agreed]:
    for act, named in said:
        request = asked.get(named)
        if request is None:
            odd.append(Anomaly(unknown, act.ref))
        elif request[0].header.actor == act.header.actor:
            odd.append(Anomaly("confirmed_by_the_same_person", act.ref))
        else:
            yield Agreed(request[0], act, request[1])


def edges_of(reading: Reading, links: Links) -> tuple[LinkEdge, ...]:
    """Where this file and each other one stand, by the other's id."""
    asked = reading.bodies(PatientLinked)
    unlinking = reading.bodies(PatientUnlinked)
    apart = reading.bodies(PatientKeptApart)
    others = {body.other for _, body in asked} | {body.other for _, body in apart}
    return tuple(
        _edge(
            other,
            [act for act, body in asked if body.other == other],
            [act for act, body in apart if body.other == other],
            [act for act, body in unlinking if body.other == other],
            links,
        )
        for other in sorted(others)
    )


def _edge(other: Id, asked: list[Act], refusals: list[Act], unlinking: list[Act], links: Links) -> LinkEdge:
    """Linking two persons is worse than a duplicate: when in doubt, the files stay two.

    - a link of two people stands until two people who saw it separate the files;
    - "kept apart" by one person, apart from such a link, makes it disputed, until two people link anew,
      or somebody else who saw both says "apart": then two say so, as they do who separate linked files;
    - "kept apart" closes what was asked before it, and what was asked apart from it;
    - one person's "kept apart" does not undo an undisputed link that it saw.
    """
    agreed = [one for one in links.links if one.other == other]
    held = [one for one in agreed if links.removed(one) is None]
    standing = [one for one in held if not any(concurrent(one.act, no) for no in refusals)]
    if standing:
        separating = {one.asked.ref for one in links.unlinks}
        wish = next(
            (act for act in unlinking if act.ref not in separating and before(standing[0].act, act)), None
        )
        return LinkEdge(
            other, "linked", None, None, standing[0].act.ref, None,
            wish.ref if wish else None,
            wish.header.actor if wish else None,
            NEWS_TO_DECISIONS in standing[0].act.rules,
        )  # fmt: skip
    ends = [one.act for one in links.unlinks if one.other == other]
    answered = {one.asked.ref for one in agreed}
    closing = [*refusals, *ends]
    pending = next(
        (act for act in asked if act.ref not in answered and all(before(no, act) for no in closing)), None
    )
    wanted, asker = (pending.ref, pending.header.actor) if pending else (None, None)
    apart = refusals[-1].ref if refusals else ends[-1].ref if ends else None
    unaware = _first_of_each(no for no in refusals if any(concurrent(one.act, no) for one in held))
    if held and not any(
        all(before(one.act, no) for one in held)
        and any(before(first, no) for who, first in unaware.items() if who != no.header.actor)
        for no in refusals
    ):
        return LinkEdge(
            other, "disputed", wanted, asker, held[0].act.ref, apart,
            news=any(NEWS_TO_DECISIONS in one.act.rules for one in held),
            apart_by=tuple(sorted(who for who in unaware if who is not None)),
        )  # fmt: skip
    return LinkEdge(other, "asked" if pending else "kept_apart", wanted, asker, None, apart)


def _first_of_each(acts: Iterable[Act]) -> dict[Id | None, Act]:
    """The first act of each person: somebody hostile may say the same any number of times."""
    found: dict[Id | None, Act] = {}
    for act in acts:
        found.setdefault(act.header.actor, act)
    return found
