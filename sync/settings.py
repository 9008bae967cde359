"""Who a workstation is on the network, where it listens, what it announces and where it dials from."""

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from schema.ids import Id
from sync.addresses import WILDCARDS, Address
from sync.gate import FRONT_DOOR, LOBBY, Limits
from sync.pace import Pace


class Identity(msgspec.Struct, frozen=True):
    """Who this workstation is on the network."""

    site: Id
    workstation: Id
    certificate: bytes
    """DER."""
    key: Ed25519PrivateKey
    """The certificate's, not the seal's."""
    program: str = "veilleuse"


class Settings(msgspec.Struct, frozen=True):
    """The three addresses of a node, and its patience."""

    listen: Address
    """Front door; port 0 takes any."""
    lobby: Address | None
    """`None` keeps strangers out altogether."""
    announce: Address | None = None
    """Front door as others reach it (a relay's, say); `None` or port 0 means as listened on."""
    announce_lobby: int = 0
    """Port of the lobby as others reach it, at the announced host; 0 means as listened on."""
    dial_from: str | None = None
    """Own address from which connections are made; `None` leaves it to the system."""
    discovery: bool = True
    interfaces: tuple[str, ...] | None = None
    """Own addresses on which mDNS speaks; `None` for all."""
    pace: Pace = Pace()
    limits: Limits = FRONT_DOOR
    lobby_limits: Limits = LOBBY

    def announced_host(self) -> str | None:
        """The host others should dial; `None` when it is whatever address they see us at."""
        host = self.listen.host if self.announce is None else self.announce.host
        return None if host in WILDCARDS else host

    def announced_ports(self, front: Address, lobby: Address | None) -> tuple[int, int]:
        """Front door and lobby as others dial them, given where we really listen."""
        port = self.announce.port if self.announce is not None and self.announce.port else front.port
        if lobby is None:
            return port, 0
        return port, self.announce_lobby or lobby.port
