"""A visit of the other peer to a node of the fictive site, with the keys of one of its workstations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sync.addresses import parse_address
from tests.crash.nodes import Running
from tests.node.stations import Template
from tests.peer.channel import Pair, front_door
from tests.peer.conversation import VERSIONS, Peer, Talk
from tests.peer.journals import Journals
from tests.peer.transactions import Tip

NOW = 1_795_000_000_000
SOURCE = "127.0.2.40"


def member(template: Template, name: str) -> Peer:
    """That workstation, with nothing on its disk."""
    own = template.contents[name]
    return Peer(own.site, own.workstation, Journals(own.site))


@contextmanager
def talking(
    peer: Peer, template: Template, node: Running, versions: Sequence[int] = VERSIONS
) -> Iterator[Talk]:
    """A conversation that the test leads."""
    own = next(one for one in template.contents.values() if one.workstation == peer.workstation)
    address, pinned = parse_address(node.node.listening[0]), node.node.desk.vault.tls_certificate
    shown = Pair(own.tls_certificate, own.tls_key)
    with front_door((address.host, address.port), SOURCE, shown, pinned) as link:
        yield Talk(peer, link, NOW, versions)


def visit(peer: Peer, template: Template, node: Running, versions: Sequence[int] = VERSIONS) -> Talk:
    """Until both hold the same."""
    with talking(peer, template, node, versions) as talk:
        talk.speak()
    return talk


def tips(node: Running) -> list[Tip]:
    """What it says that it holds: one tip of a journal, or all of a forked one."""
    chain = node.node.replica.chain
    held = node.node.writer.submit(lambda: chain.tips("all")).result()
    return sorted([tip.journal, tip.seq, tip.hash] for tip in held.values())
