"""Replaceable records: sealed, the highest counter per (owner, name) wins."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from schema.codec import tagged_hash
from schema.ids import Id
from sync.journal import Signer, verifies
from sync.ports import Record
from sync.roll import Roll

MAX_PAYLOAD = 64 * 1024
MAX_NAME = 64


def sealing_input(site: Id, record: Record) -> bytes:
    """What the seal of a record covers."""
    return tagged_hash(
        "record",
        site,
        record.owner,
        record.workstation,
        record.counter.to_bytes(8, "big"),
        tagged_hash("record-name", record.name.encode()),
        record.payload,
    )


def _rank(record: Record) -> tuple[int, bytes, bytes]:
    """Which of two records wins, the same everywhere: equal counters (two writers apart) go by bytes."""
    return (record.counter, record.payload, record.workstation)


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

    def newer_than(self, known: Mapping[tuple[Id, str], int]) -> list[Record]:
        """Records with a higher counter than what is known of them elsewhere."""
        return [r for r in self._select("", ()) if r.counter > known.get((r.owner, r.name), 0)]

    def _select(self, where: str, values: tuple[object, ...]) -> list[Record]:
        rows = self._connection.exec_driver_sql(
            f"SELECT owner, name, counter, payload, workstation, seal FROM records {where}",  # noqa: S608
            values,
        ).fetchall()
        return [Record(bytes(r[0]), r[1], r[2], bytes(r[3]), bytes(r[4]), bytes(r[5])) for r in rows]

    def publish(
        self, *, site: Id, workstation: Id, owner: Id, name: str, payload: bytes, seal: Signer
    ) -> Record | None:
        """Write this workstation's next record of that name; nil when it would say the same."""
        before = self.get(owner, name)
        if before is not None and before.payload == payload:
            return None
        counter = before.counter + 1 if before else 1
        bare = Record(owner, name, counter, payload, workstation, bytes(64))
        record = Record(owner, name, counter, payload, workstation, seal(sealing_input(site, bare)))
        self._put(record)
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
                or len(record.payload) > MAX_PAYLOAD
                or not 0 < len(record.name) <= MAX_NAME
                or (before is not None and _rank(before) >= _rank(record))
                or (record.name == "receipt" and record.owner != record.workstation)
                or not verifies(member.seal_key, record.seal, sealing_input(site, record))
            ):
                continue
            self._put(record)
            kept += 1
        return kept

    def _put(self, record: Record) -> None:
        self._connection.exec_driver_sql(
            "INSERT INTO records (owner, name, counter, payload, workstation, seal) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (owner, name) DO UPDATE SET counter = excluded.counter,"
            " payload = excluded.payload, workstation = excluded.workstation, seal = excluded.seal",
            (record.owner, record.name, record.counter, record.payload, record.workstation, record.seal),
        )
