"""A workstation of the site in bad hands: it may write in its own journal, and put anything on the wire.

What it writes with a good seal is admitted or set aside by everybody alike; what it sends that is no
transaction of this site leaves nothing behind but evidence.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from node.api.course import NoteCourse
from node.api.narcotics import ListVaults
from node.domain.state import CourseState
from ops.simulate.chance import Chance
from ops.simulate.founding import PIN
from ops.simulate.people import open_conflicts
from ops.simulate.station import Station
from schema.acts import KIND_OF_BODY
from schema.acts.administration import DoseGiven, DoseInterrupted, DoseNotGiven
from schema.acts.base import DoseRevision, Told
from schema.acts.course import CourseStopped
from schema.acts.dispensing import BagReturned
from schema.acts.narcotics import VaultHandedOver, VaultWitnessed
from schema.acts.preparation import PreparationMade
from schema.acts.release import ReleaseDecided
from schema.acts.settlement import ConflictSettled
from schema.acts.validation import GoAheadGiven, PrescriptionValidated
from schema.codec import Wire, encode
from schema.ids import Id
from schema.transaction import (
    Core,
    FileRef,
    FileType,
    Tip,
    Transaction,
    core_hash,
    open_transaction,
    seal_input,
)
from sync.journal import NewAct, Written, signer
from sync.membership import CLINICAL
from sync.messages import Batch, encode_message

SETTLES = "settles"
WAYS = ("beyond_rights", "stolen_name", "no_session", "no_right_claimed", "nonsense")


class Hostile:
    """What it tries; `forged` gathers the hashes of what it signed in somebody else's name."""

    def __init__(self, station: Station, chance: Chance, forged: set[bytes]) -> None:
        self.station = station
        self._not_theirs = forged
        self._chance = chance

    def write(self, course: Id, state: CourseState) -> tuple[str, Written] | None:
        """An act that no honest program would have written, with a good seal."""
        body = self._body(state)
        if body is None:
            return None
        way = self._chance.pick(WAYS)
        who = self._chance.pick(("nurse", "preparer", "prescriber"))
        if isinstance(body, ConflictSettled):
            way, who = SETTLES, "nurse"
        station = self.station
        station.ask(who, _harmless(course))
        session = station.desk.sessions.get(station.sessions.get(who))
        if session is None or not session.pin_is(PIN):
            return None
        kind = KIND_OF_BODY[type(body)]
        signed = kind.signed and way != "no_session"
        other = station.people[self._chance.pick(("pharmacist", "prescriber2", "nurse2"))]
        actor = other if way == "stolen_name" else session.person
        keys = station.desk.members.people[actor].keys
        mine = session.key if actor == session.person else next(iter(keys), b"")
        written = self._append(
            FileRef(FileType.COURSE, course),
            body,
            right="" if way == "no_right_claimed" else kind.right,
            actor=actor,
            by=mine if signed else self._chance(16),
            signer=signer(session.seed) if signed else None,
        )
        if signed and actor != session.person:
            self._not_theirs.add(written.hash)
        return way, written

    def hands_over(self, vault: Id, keeper: Id) -> None:
        """A vault that it need not keep, in the names of two who are signed in on it."""
        file, told = FileRef(FileType.VAULT, vault), Told(self.station.clock.now_ms(), False, None, "seen")
        body: Wire = VaultHandedOver(keeper, (), told)
        for who in ("pharmacist", "pharmacist2"):
            self.station.ask(who, ListVaults())
            session = self.station.desk.sessions.get(self.station.sessions.get(who))
            if session is None or not session.pin_is(PIN):
                return
            right = KIND_OF_BODY[type(body)].right
            by, its = session.key, signer(session.seed)
            written = self._append(file, body, right=right, actor=session.person, by=by, signer=its)
            body = VaultWitnessed(written.act(0))

    def _append(self, file: FileRef, body: Wire, **how: Any) -> Written:
        station, kind = self.station, KIND_OF_BODY[type(body)]
        journal = station.desk.journal(CLINICAL)
        named: dict[str, Any] = {"kind": kind.name, "critical": kind.critical, "cls": int(kind.cls)}
        return station.replica.append(
            [NewAct(**named, file=file, body=encode(body), **how)],
            journal=journal,
            at=station.clock.now_ms(),
            doubtful=False,
            random=self._chance,
            seal=station.desk.seal_of(journal),
        )

    def note(self, course: Id) -> None:
        """Something harmless, which nobody else has heard of yet."""
        self.station.ask("nurse", _harmless(course))

    def _body(self, state: CourseState) -> Wire | None:
        if not state.doses:
            return None
        waiting = open_conflicts(state)
        if waiting and self._chance.happens(0.5):
            # Nurses may settle something; most of what is in conflict they may not.
            one = self._chance.pick(waiting)
            choice = self._chance.pick(one.choices)
            return ConflictSettled(one.rule, one.subject, one.acts, choice, one.subject, "malveillance")
        dose = self._chance.pick(state.doses)
        item = DoseRevision(dose.dose, dose.versions[0].act)
        bag = self._chance.pick(dose.bags) if dose.bags else self._chance(16)
        patient = state.included.patient if state.included else bytes(16)
        told = Told(self.station.clock.now_ms(), False, None, "seen")
        nobody = self._chance(16)
        return self._chance.pick(
            [
                PrescriptionValidated((item,), ()),
                GoAheadGiven((item,), dose.versions[0].order.planned),
                ReleaseDecided(bag, True, ""),
                PreparationMade(bag, told, ""),
                DoseGiven(dose.dose, bag, patient, told, ""),
                DoseGiven(nobody, bag, patient, told, ""),
                DoseGiven(dose.dose, nobody, patient, told, ""),
                DoseInterrupted(dose.dose, bag, patient, None, "malveillance", told),
                DoseInterrupted(nobody, bag, patient, None, "malveillance", told),
                DoseInterrupted(dose.dose, nobody, patient, None, "malveillance", told),
                BagReturned(bag, "malveillance", told),
                DoseNotGiven(dose.dose, nobody, "malveillance", told),
                CourseStopped("course", 0, 0, "", "malveillance"),
                PrescriptionValidated((DoseRevision(nobody, dose.versions[0].act),), ()),
            ]
        )

    def wire(self, peer: Mapping[Id, Tip]) -> tuple[str, bytes]:
        """Bytes for a peer's connection that are not what they should be, made of what it lacks."""
        known = {journal: tip.seq for journal, tip in peer.items()}
        lacking = self.station.replica.relay.after(known, "all", 2**30)
        data = (
            lacking[0] if lacking else self._chance.pick(self.station.replica.relay.after({}, "all", 2**30))
        )
        way = self._chance.pick(("noise", "bits", "seal", "order", "prev", "stranger", "fork", "body"))
        if way == "noise":
            return way, self._chance(self._chance.between(1, 400))
        if way == "bits":
            spot = self._chance.between(0, len(data) - 1)
            forged = data[:spot] + bytes([data[spot] ^ (1 << self._chance.between(0, 7))]) + data[spot + 1 :]
        else:
            forged = self._forged(way, data)
        # What the peer lacks comes first, so that the forged one is looked at now and not kept waiting.
        before = () if way in ("bits", "body") else tuple(lacking)
        return way, encode_message(Batch((*before, forged), last=True))

    def branches(self) -> tuple[bytes, ...]:
        """Its last transaction once more in many places of its own journal: each begins a branch of that."""
        replica, journal = self.station.replica, self.station.desk.journal(CLINICAL)
        mine = [row for row in replica.chain.everything() if row.strand == journal]
        if not mine:
            return ()
        transaction, core = open_transaction(mine[-1].data)
        made = []
        for _ in range(self._chance.between(3, 9)):
            place = self._chance.between(0, len(mine) - 1)
            prev, order = (mine[place - 1].hash, mine[place - 1].order) if place else (bytes(32), 0)
            at = core.at + self._chance.between(1, 10**6)
            twin = msgspec.structs.replace(
                core, seq=place + 1, prev=prev, order=order + 1, saw=(), at=at, doubtful=True
            )
            seal = self.station.desk.seal_of(journal)(self._sealed(twin))
            made.append(encode(Transaction(encode(twin), seal, transaction.bodies)))
        return tuple(made)

    def _forged(self, way: str, data: bytes) -> bytes:
        """A transaction changed in one thing, sealed again by this workstation where that is its to do."""
        transaction, core = open_transaction(data)
        journal = self.station.desk.journal(CLINICAL)
        if way == "body":
            body = transaction.bodies[0]
            changed = msgspec.structs.replace(body, body=body.body[::-1]) if body else None
            bodies = (changed, *transaction.bodies[1:])
            return encode(msgspec.structs.replace(transaction, bodies=bodies))
        head = self.station.replica.chain.head(journal)
        order = head.order + 1
        core = msgspec.structs.replace(
            core, journal=journal, seq=head.seq + 1, prev=head.hash, saw=(), order=order
        )
        changes: dict[str, dict[str, object]] = {
            "seal": {},
            "order": {"order": order + self._chance.between(1, 10**6)},
            "prev": {"prev": self._chance(32)},
            "stranger": {"journal": self._chance(16), "seq": 1, "prev": bytes(32)},
            # Its own last transaction once more, with another content: everybody who has the first keeps it.
            "fork": {"seq": head.seq, "at": core.at + 1},
        }
        forged: Core = msgspec.structs.replace(core, **changes[way])
        sealed = (
            self._chance(64) if way == "seal" else self.station.desk.seal_of(journal)(self._sealed(forged))
        )
        return encode(Transaction(encode(forged), sealed, transaction.bodies))

    @staticmethod
    def _sealed(core: Core) -> bytes:
        return seal_input(core_hash(encode(core)))


def _harmless(course: Id) -> NoteCourse:
    return NoteCourse(course=course, dose=None, text="bonjour")
