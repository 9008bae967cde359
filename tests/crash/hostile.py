"""A member that has turned against the others: its keys are good, and it writes whatever bytes allow.

It forges from what its replica holds and from the sessions open on it; nothing it forges is stored
there unless a test says so, so that it may deny, repeat and contradict itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from node.sessions import Session
from schema.acts import KIND_OF_BODY
from schema.codec import Wire, decode, encode
from schema.ids import Id
from schema.transaction import Core, FileRef, Tip, Transaction, core_hash, seal_input
from sync.journal import Head, NewAct, Written, signer, write
from sync.membership import CLINICAL
from sync.ports import Integrated
from tests.node.stations import Station

ALL = 2**40


def resealed(data: bytes, seal_key: bytes, **changes: object) -> bytes:
    """A transaction with fields of its core changed, sealed with this key."""
    transaction = decode(Transaction, data)
    core = encode(msgspec.structs.replace(decode(Core, transaction.core), **changes))
    return encode(Transaction(core, signer(seal_key)(seal_input(core_hash(core))), transaction.bodies))


def spoilt(data: bytes) -> bytes:
    """The same transaction under a seal that nobody made."""
    return encode(msgspec.structs.replace(decode(Transaction, data), seal=b"\x01" * 64))


@dataclass
class Hostile:
    """The workstation that forges."""

    station: Station
    heads: dict[str, Head] = field(default_factory=dict)
    """Where its own journals stand, by scope, in what it has made others believe."""

    def __post_init__(self) -> None:
        for scope in ("membership", CLINICAL):
            self.heads[scope] = self.station.replica.chain.head(self.journal(scope))

    @property
    def seal_key(self) -> bytes:
        """Its own."""
        return self.station.desk.vault.seal_key

    def journal(self, scope: str = CLINICAL) -> Id:
        """Its own."""
        return self.station.desk.journal(scope)

    def stolen(self, person: str) -> Session:
        """The session of somebody who is signed in here, their key included."""
        session = self.station.desk.sessions.get(self.station.session(person))
        assert session is not None
        return session

    def act(
        self,
        body: Wire,
        file: Id,
        session: Session | None = None,
        *,
        signed: bool | None = None,
        signer_seed: bytes | None = None,
        **header: object,
    ) -> NewAct:
        """An act as its kind wants it, of whoever has this session; `header` lies about the rest."""
        kind = KIND_OF_BODY[type(body)]
        wants = kind.signed if signed is None else signed
        act = NewAct(
            kind=kind.name,
            critical=kind.critical,
            cls=int(kind.cls),
            right=kind.right,
            actor=session.person if session else None,
            by=(session.key if wants else session.id) if session else None,
            file=FileRef(int(kind.file), file),
            body=encode(body),
            signer=signer(signer_seed or (session.seed if session else bytes(32))) if wants else None,
        )
        return msgspec.structs.replace(act, **header)

    def forge(
        self,
        acts: Sequence[NewAct],
        *,
        scope: str = CLINICAL,
        journal: Id | None = None,
        head: Head | None = None,
        saw: Iterable[tuple[Tip, int]] = (),
        seal_key: bytes | None = None,
        at: int | None = None,
    ) -> Written:
        """A transaction of its own journal (or said to be of another), where that stands (or elsewhere)."""
        return write(
            acts,
            site=self.station.replica.site,
            journal=journal or self.journal(scope),
            head=head or self.heads[scope],
            saw=saw,
            at=self.station.clock.now_ms() if at is None else at,
            doubtful=False,
            random=self.station.desk.random,
            seal=signer(seal_key or self.seal_key),
        )

    def stands(self, written: Written, scope: str = CLINICAL) -> bytes:
        """Go on from here; what was written."""
        self.heads[scope] = Head(written.core.seq, written.hash, written.core.order)
        return written.data

    def saw(self, scope: str = CLINICAL) -> list[tuple[Tip, int]]:
        """Everything that it holds of others."""
        return self.station.replica.chain.unseen(self.journal(scope), "all" if scope == CLINICAL else scope)


def tell(station: Station, *batch: bytes) -> Integrated:
    """What becomes of it there; never anything raised."""
    return station.replica.receive(list(batch), None, station.clock.now_ms())


def everything(station: Station) -> list[bytes]:
    """All that is held and would be passed on."""
    return station.replica.relay.after({}, "all", ALL)


def meet(*honest: Station) -> None:
    """A cable between these: what one passes on is sound to the other, and all end with the same."""
    news = 1
    while news:  # what waited for the other's is passed on in turn
        news = 0
        for one in honest:
            for other in honest:
                if one is not other:
                    outcome = tell(other, *everything(one))
                    assert not outcome.evidence, outcome.evidence
                    news += outcome.new
    digests = {station.replica.digests() for station in honest}
    assert len(digests) == 1, "two workstations differ"


def verdict(station: Station, written: Written, index: int = 0) -> str | None:
    """Why it is set aside, or empty; nil when it is not held."""
    act = station.replica.act(written.act(index))
    return None if act is None else act.set_aside


def intact(station: Station, journals: Iterable[Id]) -> dict[tuple[Id, int], tuple[bytes, str]]:
    """Of these journals, each transaction's name and whether it counts."""
    wanted = set(journals)
    return {
        (row.strand, row.seq): (row.hash, row.set_aside)
        for row in station.replica.chain.everything()
        if row.strand in wanted
    }
