"""Random files of one patient over three workstations: anything that people may record, in any order."""

from __future__ import annotations

from random import Random

from node.domain.history import Act
from node.domain.patient import fold_patient
from schema.acts.base import Told
from schema.acts.patient import (
    AllergyRecorded,
    AllergyRemoved,
    FieldValue,
    IdentityCorrected,
    PatientCreated,
    PatientKeptApart,
    PatientLeft,
    PatientLinkConfirmed,
    PatientLinked,
    PatientMeasured,
    PatientReturned,
    PatientUnlinkConfirmed,
    PatientUnlinked,
    ResultRecorded,
)
from schema.acts.settlement import PatientSettled
from schema.codec import Wire
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import Site, an_id
from tests.node.domain.states_of_patient import identity

ME, OTHER = an_id("me"), an_id("other")
STATIONS = ("A", "B", "C")


def random_file(random: Random, length: int = 30) -> Site:
    """A file written at three workstations that meet now and then."""
    site = Site()
    site.act("A", PatientCreated(identity()), ME)
    for _ in range(length):
        station = random.choice(STATIONS)
        if random.random() < 0.15:
            site.meet(station, random.choice(STATIONS))
            continue
        seen = [act for act in site.acts if act.workstation == an_id(station)] or site.acts
        site.act(station, _body(random, seen, site), ME, by=random.choice(("alice", "bob", "carol")))
    return site


def _body(random: Random, seen: list[Act], site: Site) -> Wire:
    told = Told(random.randint(0, 5) * 86_400_000, False, None, "seen")
    one = random.choice(seen).ref
    links = [act.ref for act in site.acts if isinstance(act.body, PatientLinked)] or [one]
    unlinks = [act.ref for act in site.acts if isinstance(act.body, PatientUnlinked)] or [one]
    changes = (
        FieldValue(*random.choice((("sex", "M"), ("sex", "X"), ("ipp", "1"), ("birth_date", "1960-05-05")))),
    )
    makers: tuple[Wire, ...] = (
        IdentityCorrected(changes, "carte"),
        AllergyRecorded(False, random.choice(("latex", "Latex", "paclitaxel")), ""),
        AllergyRecorded(True, "", ""),
        AllergyRemoved(one, "erreur"),
        PatientMeasured("weight", Quantity(str(random.randint(60, 80)), Unit.KG), told),
        ResultRecorded("neutrophils", Quantity("0.4", Unit.GIGA_PER_L), told),
        PatientLinked(OTHER, "carte"),
        PatientLinkConfirmed(random.choice(links)),
        PatientUnlinked(OTHER, "jumeaux"),
        PatientUnlinkConfirmed(random.choice(unlinks)),
        PatientKeptApart(OTHER, "jumeaux"),
        PatientLeft(random.choice(("deceased", "transferred")), "", told),
        PatientReturned(one, "erreur"),
    )
    waiting = [one for one in fold_patient(site.acts).conflicts if one.choices and one.settled is None]
    if waiting and random.random() < 0.3:
        conflict = random.choice(waiting)
        choice = random.choice(conflict.choices)
        heads = tuple(sorted(conflict.acts))
        return PatientSettled(conflict.rule, conflict.subject, heads, choice, None, "vu")
    return random.choice(makers)
