"""Where workstations may be reached, and how each address became known.

An address is only a hint: who answers there is decided by the certificate. Therefore a wrong or
hostile one costs a failed attempt and nothing else.
"""

import ipaddress
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from schema.ids import Id
from sync.messages import Place


class Source(StrEnum):
    """How an address became known, the most trustworthy about *now* first."""

    MDNS = "mdns"
    TYPED = "typed"
    LAST_KNOWN = "last_known"
    TOLD = "told"


WILDCARDS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
"""Listening everywhere: no address that others could dial."""
_RANK = {source: rank for rank, source in enumerate(Source)}
_KEPT = {Source.MDNS: 2, Source.TYPED: 4, Source.LAST_KNOWN: 1, Source.TOLD: 4}
"""How many addresses of one workstation are kept from each source, the newest."""


class BadAddressError(ValueError):
    """A text is not `host:port`; ask for it again."""


class Address(msgspec.Struct, frozen=True, order=True):
    """A host (name or number) and a TCP port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_address(text: str) -> Address:
    """`host:port` or `[v6]:port` as a person types it; raises `BadAddressError`."""
    host, colon, port = text.strip().rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise BadAddressError("write an IPv6 address as [address]:port")
    if not (
        colon and host and len(port) <= 5 and port.isascii() and port.isdigit() and 0 < int(port) < 2**16
    ):
        raise BadAddressError("an address is written host:port, for example 192.0.2.7:7001")
    return Address(host, int(port))


def is_number(host: str) -> bool:
    """Whether this host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Known(msgspec.Struct, frozen=True):
    """A place and where it is known from."""

    place: Place
    source: Source

    @property
    def front(self) -> Address:
        """The front door, for members."""
        return Address(self.place.host, self.place.port)

    @property
    def lobby(self) -> Address | None:
        """The lobby, if it has one."""
        return Address(self.place.host, self.place.lobby) if self.place.lobby else None


class AddressBook:
    """The places of each workstation, by source; bounded."""

    def __init__(self) -> None:
        self._places: dict[tuple[Id, Source], list[Place]] = {}

    def add(self, place: Place, source: Source) -> bool:
        """Note a place; true when it is news."""
        kept = self._places.setdefault((place.workstation, source), [])
        if kept and kept[-1] == place:
            return False
        news = place not in kept
        kept[:] = [*(other for other in kept if other != place), place][-_KEPT[source] :]
        return news

    def gone(self, workstation: Id, place: Place | None = None) -> None:
        """mDNS no longer sees it (this place of it); other sources stand."""
        kept = self._places.get((workstation, Source.MDNS), [])
        kept[:] = [] if place is None else [other for other in kept if other != place]

    def seen(self, workstation: Id) -> bool:
        """Whether mDNS sees it now."""
        return bool(self._places.get((workstation, Source.MDNS)))

    def candidates(self, workstation: Id) -> list[Known]:
        """Where to dial, in order; each place once, under its best source."""
        found: dict[Place, Known] = {}
        for source in sorted(Source, key=_RANK.__getitem__):
            for place in reversed(self._places.get((workstation, source), [])):
                found.setdefault(place, Known(place, source))
        return list(found.values())

    def best(self, workstations: Iterable[Id]) -> list[Place]:
        """One place of each of these workstations that has any: what is worth telling others."""
        return [known[0].place for one in workstations if (known := self.candidates(one))]
