"""A small history for tests: people act at workstations that exchange when the test says so."""

from __future__ import annotations

import hashlib

from node.domain.history import Act, place_of
from schema.acts import KIND_OF_BODY
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef, FileRef, Header
from sync.causality import NOTHING, Past


def an_id(name: str) -> Id:
    """A fictive id that a reader can find again."""
    return hashlib.sha256(name.encode()).digest()[:16]


class Site:
    """Workstations by name; each `act` is one transaction of one act, `meet` makes two exchange all."""

    def __init__(self) -> None:
        self._past: dict[str, Past] = {}
        self._order: dict[str, int] = {}
        self.acts: list[Act] = []
        self.rules: frozenset[str] = frozenset()
        """Switched on before anything that is recorded from now on."""
        self.rights: dict[str, frozenset[str]] = {}
        """Of people by name; none unless said."""

    def act(
        self,
        station: str,
        body: Wire | None,
        file: Id,
        *,
        by: str = "alice",
        based_on: tuple[ActRef, ...] = (),
        set_aside: str = "",
        trouble: str = "",
    ) -> Act:
        """Somebody records one act at a workstation."""
        journal = an_id(f"journal {station}")
        past = self._past.get(station, NOTHING)
        order = self._order.get(station, 0) + 1
        seq = past.seqs.get(journal, 0) + 1
        core = hashlib.sha256(journal + seq.to_bytes(8, "big")).digest()
        kind = KIND_OF_BODY[type(body)] if body is not None else None
        header = Header(
            kind=kind.name if kind else "future.kind/9",
            critical=kind.critical if kind else True,
            cls=kind.cls if kind else 1,
            right=kind.right if kind else "prescribe",
            actor=an_id(by),
            by=None,
            file=FileRef(kind.file if kind else 1, file),
            mentions=(),
            based_on=based_on,
            digest=bytes(32),
        )
        ref = ActRef(journal, seq, 0, core)
        made = Act(
            ref=ref,
            header=header,
            body=body,
            place=place_of(order, ref),
            at=1_000_000 * order,
            workstation=an_id(station),
            strand=journal,
            past=past,
            trouble=trouble if body is not None else "unknown_kind",
            set_aside=set_aside,
            rules=self.rules,
            rights=self.rights.get(by, frozenset()),
        )
        self.acts.append(made)
        self._past[station] = past.with_tip(journal, seq)
        self._order[station] = order
        return made

    def meet(self, *stations: str) -> None:
        """These workstations exchange everything they have."""
        joined = NOTHING.joined(self._past.get(station, NOTHING) for station in stations)
        order = max(self._order.get(station, 0) for station in stations)
        for station in stations:
            self._past[station] = joined
            self._order[station] = order
