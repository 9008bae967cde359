"""Replaceable records: sealed, the highest rank per (owner, name) wins."""

from collections.abc import Iterable, Mapping

from node.store.connection import Connection
from schema.ids import Id
from sync.journal import Signer, verifies
from sync.ports import Rank, Record
from sync.receipts import RECEIPT
from sync.record import rank, sealing_input
from sync.roll import Roll

MAX_PAYLOAD = 64 * 1024
MAX_WRAP = 1024
"""Bytes of a wrapped key in a workstation's own name; a true one takes 92."""
MAX_NAME = 64
WRAP_PREFIX = "key:"
"""Of the name of a person's wrapped key, which any member may seal: the key's id in hexadecimal follows."""
OWN_WRAP = "wrap:"
"""Of the same in the name of the workstation that seals it, where no other one replaces it."""
MAX_COUNTER = 2**53 - 1
"""The last there is: nobody can read a record beyond it, which ends each exchange in which it is told."""
OTHERS = 1024
"""Records of one workstation's seal that nothing in membership asks for: newer programs may write some."""


class Records:
    """The records held by a replica."""

    def __init__(self, connection: Connection, roll: Roll) -> None:
        self._connection = connection
        self._roll = roll

    def get(self, owner: Id, name: str) -> Record | None:
        """The newest record of that owner and name."""
        return next(iter(self._select("WHERE owner = ? AND name = ?", (owner, name))), None)

    def of(self, owner: Id) -> list[Record]:
        """All records of an owner."""
        return self._select("WHERE owner = ?", (owner,))

    def named(self, name: str) -> list[Record]:
        """The records of this name, of every owner."""
        return self._select("WHERE name = ?", (name,))

    def newer_than(self, site: Id, known: Mapping[tuple[Id, str], Rank]) -> list[Record]:
        """Records with a higher rank than what is known of them elsewhere."""
        return [one for one in self.every() if _beyond(site, one, known.get((one.owner, one.name)))]

    def every(self) -> list[Record]:
        """All records that can be told."""
        return self._select("WHERE counter <= ?", (MAX_COUNTER,))

    def names(self) -> frozenset[str]:
        """What there are records of."""
        return frozenset(name for (name,) in self._connection.rows("SELECT DISTINCT name FROM records"))

    def _select(self, where: str, values: tuple[object, ...]) -> list[Record]:
        rows = self._connection.rows(
            f"SELECT owner, name, counter, payload, workstation, seal FROM records {where}",  # noqa: S608
            values,
        )
        return [Record(bytes(r[0]), r[1], r[2], bytes(r[3]), bytes(r[4]), bytes(r[5])) for r in rows]

    def publish(
        self, *, site: Id, workstation: Id, owner: Id, name: str, payload: bytes, seal: Signer
    ) -> Record | None:
        """Write this workstation's next record of that name; nil when it would say the same."""
        before = self.get(owner, name)
        if before is not None and before.payload == payload:
            return None
        # A copy of this workstation may have used the last: what stands beside that is for the hash to say.
        counter = min(before.counter + 1, MAX_COUNTER) if before else 1
        bare = Record(owner, name, counter, payload, workstation, bytes(64))
        record = Record(owner, name, counter, payload, workstation, seal(sealing_input(site, bare)))
        self._put(record)
        self._bound()
        return record

    def accept(self, site: Id, records: Iterable[Record], *, vouched: bool = False) -> int:
        """Keep those that a member sealed and that are newer; returns how many.

        What a workstation sealed that was removed since counts only when somebody vouches for it: a
        snapshot of before keeps the keys of people who still work here.
        """
        kept = 0
        for record in records:
            member = self._roll.now.workstations.get(record.workstation)
            before = self.get(record.owner, record.name)
            if (
                member is None
                or (not member.welcome and not vouched)
                or len(record.payload) > (MAX_WRAP if record.name.startswith(OWN_WRAP) else MAX_PAYLOAD)
                or not 0 < len(record.name) <= MAX_NAME
                or (before is not None and rank(site, before) >= rank(site, record))
                or (_in_own_name(record.name) and record.owner != record.workstation)
                or not verifies(member.seal_key, record.seal, sealing_input(site, record))
            ):
                continue
            self._put(record)
            kept += 1
        if kept:
            self._bound()
        return kept

    def _bound(self) -> None:
        """Keep what membership asks for, and of the rest each sealer's first by owner and name.

        So all end with the same, whatever came first; and nobody's records are in the way of another's.
        """
        many = self._connection.rows(
            "SELECT workstation FROM records GROUP BY workstation HAVING count(*) > ?", (OTHERS,)
        )
        wraps = self._own_wraps() if many else frozenset()
        for (workstation,) in many:
            rows = self._connection.rows(
                "SELECT owner, name FROM records WHERE workstation = ? ORDER BY owner, name", (workstation,)
            )
            others = [
                row for row in rows if row[1] not in wraps and not self._is_asked_for(bytes(row[0]), row[1])
            ]
            self._connection.do_many("DELETE FROM records WHERE owner = ? AND name = ?", others[OTHERS:])

    def _own_wraps(self) -> frozenset[str]:
        """What a workstation calls the keys that membership knows."""
        people = self._roll.now.people.values()
        return frozenset(OWN_WRAP + key.hex() for one in people for key in (*one.keys, *one.retired))

    def _is_asked_for(self, owner: Id, name: str) -> bool:
        """A receipt of a workstation, or the key of a person."""
        if name == RECEIPT:
            return owner in self._roll.now.workstations
        person = self._roll.now.people.get(owner)
        keys = {*person.keys, *person.retired} if person is not None else set[Id]()
        return name in {WRAP_PREFIX + key.hex() for key in keys}

    def _put(self, record: Record) -> None:
        self._connection.do(
            "INSERT INTO records (owner, name, counter, payload, workstation, seal) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (owner, name) DO UPDATE SET counter = excluded.counter,"
            " payload = excluded.payload, workstation = excluded.workstation, seal = excluded.seal",
            (record.owner, record.name, record.counter, record.payload, record.workstation, record.seal),
        )


def _in_own_name(name: str) -> bool:
    """Whether a workstation says this of itself, or by itself: nobody else seals it."""
    return name == RECEIPT or name.startswith(OWN_WRAP)


def _beyond(site: Id, record: Record, known: Rank | None) -> bool:
    if known is None or record.counter != known[0]:
        return known is None or record.counter > known[0]
    return rank(site, record) > known
