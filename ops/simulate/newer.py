"""What a newer program writes, as an older one meets it: acts of kinds that it does not know."""

from node.api.course import NoteCourse
from ops.simulate.chance import Chance
from ops.simulate.station import Station
from schema.acts.membership import SwitchedRule
from schema.ids import Id
from schema.transaction import ActClass, FileRef, FileType
from sync.journal import NewAct
from sync.membership import CLINICAL

HARMLESS, CRITICAL = ("simulated.remark/1", "course.noted/9"), ("simulated.step/1", "dose.given/9")
"""Kinds, and versions of kinds, of tomorrow: the first add something; whoever does not know the others knows
the file in part only."""
RULE = SwitchedRule("simulated_rule", (int(FileType.LOT),))
"""A rule of tomorrow, about lots: what was written under it says here one does not know what of them."""


def write_unknown(station: Station, course: Id, chance: Chance, *, critical: bool) -> str:
    """An act of a kind of tomorrow in a course, by a nurse; what became of it."""
    station.ask("nurse", NoteCourse(course=course, dose=None, text="bonjour"))
    session = station.desk.sessions.get(station.sessions.get("nurse"))
    if session is None:
        return "nobody"
    act = NewAct(
        kind=chance.pick(CRITICAL if critical else HARMLESS),
        critical=critical,
        cls=int(ActClass.NOTE),
        right="",
        actor=session.person,
        by=session.id,
        file=FileRef(FileType.COURSE, course),
        body=b"\x91\x01",
        signer=None,
    )
    station.replica.append(
        [act],
        journal=station.desk.journal(CLINICAL),
        at=station.clock.now_ms(),
        doubtful=False,
        random=Chance(station.name, station.replica.chain.next_row),
        seal=station.desk.seal_of(station.desk.journal(CLINICAL)),
    )
    return act.kind
