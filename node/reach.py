"""The network as the node may speak of it, also where it serves none."""

from typing import TYPE_CHECKING, Protocol

from node.api.incidents import IncidentView
from node.api.site import PeerView
from schema.ids import Id

if TYPE_CHECKING:
    from node.desk import Desk


class NetworkView(Protocol):
    """The network as the node may speak of it."""

    def peers(self) -> tuple[PeerView, ...]:
        """Every other workstation, with evidence."""
        ...

    def lobby_addresses(self) -> tuple[str, ...]:
        """`host:port` under which this workstation's lobby is announced."""
        ...

    def incidents(self) -> tuple[IncidentView, ...]:
        """Who was turned away or broke a rule since the start, the newest last."""
        ...


def out_of_reach(workstation: Id, name: str, trouble: str = "") -> PeerView:
    """A workstation with which there is no connection."""
    return PeerView(
        workstation=workstation,
        name=name,
        connected=False,
        since=None,
        last_exchange=None,
        we_lack=0,
        they_lack=0,
        clock_difference_ms=None,
        found_by="",
        trouble=trouble,
    )


class Alone:
    """A node that serves no network: the others exist, and are out of reach."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    def peers(self) -> tuple[PeerView, ...]:
        """Every other workstation of the site, not connected."""
        others = (
            one
            for one in self._desk.members.workstations.values()
            if one.id != self._desk.vault.workstation and not one.removed
        )
        return tuple(out_of_reach(one.id, one.name) for one in sorted(others, key=lambda one: one.name))

    def lobby_addresses(self) -> tuple[str, ...]:
        """None."""
        return ()

    def incidents(self) -> tuple[IncidentView, ...]:
        """None: nobody could come."""
        return ()
