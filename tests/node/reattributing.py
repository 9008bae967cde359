"""A bag goes to another patient's dose: as people do it, and as nobody honest does."""

from __future__ import annotations

import msgspec
import pytest

from node.api.reattribution import ProposeReattribution, Reattribute, ReattributionProposal
from node.domain.decision import Decided
from node.domain.reattribution import decide_reattribute
from node.handlers import reattribution as handling
from schema.ids import Id
from tests.node.stations import PIN, Station


def proposal(station: Station, course: Id, bag: Id) -> ReattributionProposal:
    return station.get("pharmacist", ProposeReattribution(course=course, bag=bag), ReattributionProposal)


def command(station: Station, course: Id, bag: Id, to: Id) -> Reattribute:
    shown = proposal(station, course, bag)
    (target,) = [one for one in shown.targets if one.course == to]
    return Reattribute(
        course=course,
        bag=bag,
        to_course=to,
        item=target.item,
        reason="fièvre à l’arrivée",
        pin=PIN,
        based_on=(*shown.heads, *target.heads),
    )


def reattribute(station: Station, course: Id, bag: Id, to: Id) -> Id:
    return station.do("pharmacist", command(station, course, bag, to)).created[0]


def taken_alone(station: Station, monkeypatch: pytest.MonkeyPatch, course: Id, bag: Id, to: Id) -> Id:
    """Somebody hostile says the one half: the other course has the bag, and this one never let it go."""

    def halved(*values: object) -> Decided:
        decided = decide_reattribute(*values)  # type: ignore[arg-type]  # as the handler gives them
        assert isinstance(decided, Decided)
        return msgspec.structs.replace(decided, drafts=decided.drafts[1:])

    with monkeypatch.context() as patched:
        patched.setattr(handling, "decide_reattribute", halved)
        return reattribute(station, course, bag, to)
