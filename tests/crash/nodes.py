"""Whole nodes in this process that find each other by typed addresses in 127.0.0.0/8."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from node.api.session import SignedIn, SignIn
from node.api.site import Digests, GetDigests, GetStatus, PeerView, Status, Verified, Verify
from node.client import Client
from node.daemon import Node
from node.settings import NodeSettings
from schema.ids import Id
from tests.node.stations import CHEAP, PIN, Template


class Running:
    """A running node and a window on it."""

    def __init__(self, node: Node, client: Client) -> None:
        self.node = node
        self.client = client

    def digests(self) -> Digests:
        """Its two digests, and counts."""
        return self.client.ask(GetDigests(), Digests)

    def strip(self) -> dict[str, PeerView]:
        """What it says of other workstations, by name."""
        return {peer.name: peer for peer in self.client.ask(GetStatus(), Status).peers}

    def sees(self, name: str) -> PeerView:
        """What it says of another workstation."""
        return self.strip()[name]

    def sign_in(self, person: Id) -> None:
        """Somebody at its window."""
        self.client.ask(SignIn(person=person, pin=PIN), SignedIn)

    def verify(self, *, heal: bool = False) -> Verified:
        """Check everything."""
        return self.client.ask(Verify(heal=heal), Verified)


def settings(number: int, *typed: str) -> NodeSettings:
    """A node at 127.0.2.<number>, on any ports, that dials the typed addresses."""
    host = f"127.0.2.{number}"
    return NodeSettings(listen=f"{host}:0", lobby=f"{host}:0", dial_from=host, discovery=False, typed=typed)


@contextmanager
def running(folder: Path, site: Template, name: str, chosen: NodeSettings) -> Iterator[Running]:
    """A started node, stopped in the end."""
    node = Node(folder / name, site.contents[name], chosen)
    node.desk.pin_cost = CHEAP
    node.start()
    try:
        client = node.client()
        try:
            yield Running(node, client)
        finally:
            client.close()
    finally:
        node.stop()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for what others do; fails when it does not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def equal(*nodes: Running) -> bool:
    """Whether all hold the same and make the same of it."""
    return len({(one.journal, one.state) for one in (node.digests() for node in nodes)}) == 1
