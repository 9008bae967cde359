"""Acts with good seals, good signatures and every right, whose bodies are poison.

What a defective or hostile program of a member might write: NaN, huge exponents, deep nesting, numbers
and texts of any size where others belong. Such an act is stored and relayed like any other; its file
says so; everything else goes on.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from node.api.base import Refused
from node.api.course import GetCourse
from node.api.patient import GetPatient, SearchPatients
from node.api.preparation import PreparationProposal, ProposePreparation
from node.api.settlement import ListConflicts
from node.api.site import GetDigests, GetStatus
from node.api.worklist import GetWorklist
from node.store.files import reopen
from node.store.verify import verify
from schema.acts import KINDS
from schema.transaction import ActRef, FileType, Header
from sync.journal import NewAct, signer
from tests.node import circuit
from tests.node.stations import Station, exchange

RELIED_ON = {FileType.REGIMEN, FileType.PRODUCT, FileType.SETTINGS, FileType.LOT}
NAMES = ("regimen", "product", "limits")
NESTED = b"\x91" * 4000 + b"\xc0"
DEEP = msgspec.Raw(NESTED)
POISON: tuple[Any, ...] = (
    float("nan"),
    float("-inf"),
    1e300,
    "NaN",
    "Infinity",
    "1E+999999999",
    "1e-999999999",
    "9" * 500,
    "-0",
    "0",
    "",
    "x" * 70_000,
    "\x00",
    "2026-13-45",
    "9999-12-31",
    "0001-01-01",
    -1,
    0,
    2**63 - 1,
    2**64 - 1,
    b"",
    b"\xff" * 16,
    None,
    True,
    [],
    [[[]]],
    {},
    DEEP,
)
WHOLE: tuple[bytes, ...] = (
    b"",
    b"\xc1",
    NESTED,
    b"\xdd\xff\xff\xff\xff",
    b"\x90",
    b"\xc0",
    b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00",
)


def leaves(value: Any, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """Where something stands in a body."""
    if path:
        yield path
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))


def replaced(value: Any, path: tuple[int, ...], poison: Any) -> Any:
    """The same body with something else at that place."""
    if not path:
        return poison
    return [replaced(item, path[1:], poison) if at == path[0] else item for at, item in enumerate(value)]


def poisoned(body: bytes, chance: random.Random, count: int) -> list[bytes]:
    """Bodies that differ from a good one in one place, each by one poison, and some that are nothing else."""
    good = msgspec.msgpack.decode(body)
    places = list(leaves(good))
    made = [
        msgspec.msgpack.encode(replaced(good, chance.choice(places), chance.choice(POISON)))
        for _ in range(count if places else 0)
    ]
    return [*made, *chance.sample(WHOLE, 2)]


def examples(station: Station) -> dict[str, tuple[Header, bytes]]:
    """One clinical act of each kind that is held."""
    found: dict[str, tuple[Header, bytes]] = {}
    for row in station.replica.chain.everything():
        if row.membership:
            continue
        transaction, core = reopen(row.data)
        for header, body in zip(core.headers, transaction.bodies, strict=True):
            if body is not None and header.actor in station.people.values():
                found.setdefault(header.kind, (header, body.body))
    return found


def write_as_is(station: Station, header: Header, body: bytes, *, signed: bool) -> ActRef:
    """An act by the same person, in the same file, that no rule has looked at."""
    name = next(key for key, person in station.people.items() if person == header.actor)
    session = station.desk.sessions.get(station.session(name))
    assert session is not None
    act = NewAct(
        kind=header.kind,
        critical=header.critical,
        cls=header.cls,
        right=header.right,
        actor=header.actor,
        by=session.key if signed else session.id,
        file=header.file,
        body=body,
        mentions=header.mentions,
        based_on=header.based_on,
        signer=signer(session.seed) if signed else None,
    )
    written = station.replica.append(
        [act],
        journal=station.desk.journal(),
        at=station.clock.now_ms(),
        doubtful=False,
        random=station.desk.random,
        seal=station.desk.seal,
    )
    return written.act(0)


def poison_all(
    station: Station, kinds: Mapping[str, tuple[Header, bytes]], chance: random.Random
) -> list[ActRef]:
    """Poison of every sort in each of these kinds of act."""
    return [
        write_as_is(station, header, poison, signed=KINDS[kind].signed)
        for kind, (header, body) in sorted(kinds.items())
        for poison in poisoned(body, chance, 8)
    ]


def test_poison_in_every_kind_of_act(stations: tuple[Station, Station, Station]) -> None:
    here, there, _ = stations
    chance = random.Random("poison")
    ill = circuit.ready(here)
    first, second, *_ = (dose.dose for dose in circuit.look(here, ill.course).doses)
    bag = circuit.on_the_ward(here, ill.course, first)
    circuit.give(here, ill, first, bag)
    circuit.not_give(here, ill.course, second)
    spared = circuit.ready(
        here, identity=msgspec.structs.replace(circuit.JEANNE, birth_name="Voisin", ipp="1")
    )
    exchange(here, there)
    kinds = examples(here)
    assert len(kinds) > 18, sorted(kinds)
    shared = {kind for kind, (header, _) in kinds.items() if header.file.type in RELIED_ON}
    written = poison_all(here, {kind: kinds[kind] for kind in kinds.keys() - shared}, chance)
    # The neighbour is not concerned.
    dose = circuit.look(here, spared.course).doses[0].dose
    circuit.give(here, spared, dose, circuit.on_the_ward(here, spared.course, dose))
    written += poison_all(here, {kind: kinds[kind] for kind in shared}, chance)
    troubles = here.replica.connection.rows(
        "SELECT f.type, s.trouble FROM states s JOIN files f ON f.n = s.file WHERE s.trouble != ''"
    )
    assert [(FileType(row[0]).name, row[1]) for row in troubles] == [], "a fold raised"
    acts = [act for act in map(here.replica.act, written) if act is not None]
    assert {act.set_aside for act in acts} == {""}, "each is admitted"
    troubles_of = Counter(act.trouble for act in acts)
    assert set(troubles_of) == {"", "undecodable"}
    assert troubles_of["undecodable"] > 100
    assert troubles_of[""] > 5, "some read well and say something absurd"
    exchange(here, there)
    for station in (here, there):
        assert verify(station.replica).ok
        for person, command in (
            ("pharmacist", GetCourse(course=ill.course)),
            ("nurse", GetPatient(patient=ill.patient)),
            ("nurse", SearchPatients(text="essai")),
            ("pharmacist", GetWorklist(day="2026-06-05")),
            ("pharmacist", ListConflicts(mine=False, settled=True)),
            ("pharmacist", GetStatus()),
            ("pharmacist", GetDigests()),
        ):
            answer = station.ask(person, command)
            assert not (isinstance(answer, Refused) and answer.code == "request.defect"), answer
    # Of what everybody relies on something is hidden now: whoever would go on is told of what.
    dose = circuit.look(here, spared.course).doses[1].dose
    proposal = here.get("preparer", ProposePreparation(course=spared.course, dose=dose), PreparationProposal)
    assert {one.code for one in proposal.objections} & {f"{one}.known_in_part" for one in NAMES}
