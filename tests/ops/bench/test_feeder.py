"""The other workstation of the measure of pauses: it writes as much as it was told, at its pace."""

from pathlib import Path

from node.api.base import Recorded
from node.api.patient import NotePatient
from node.api.session import SignedIn, SignIn
from node.api.site import Digests, GetDigests, GetStatus, Status, Verified, Verify
from node.daemon import Node
from node.settings import NodeSettings
from node.vault import FILE_NAME, open_vault
from ops.bench.cache import FIRST, NEWCOMER, kept_site
from ops.bench.feeder import Feed, Feeder
from ops.bench.pauses import PIN, ROLE, prepared
from schema.transaction import ActRef
from tests.crash.nodes import until

PATIENCE = 120.0
"""Seconds; nothing is said of how long it takes."""


def test_it_writes_what_it_was_told(tmp_path: Path) -> None:
    kept = kept_site(tmp_path / "cache", 200, lambda _line: None)
    folder = kept.copied(FIRST, tmp_path)
    feeder = Feeder(Feed(str(folder), kept.facts.first, "127.0.0.2", kept.facts.people, 40, 0.5))
    try:
        assert feeder.listening.startswith("127.0.0.2:")
        feeder.go()
        fed = feeder.fed()
    finally:
        feeder.close()
    opening = 1
    assert fed.written == 20
    assert fed.held == kept.facts.transactions + opening + fed.written
    assert fed.seconds > 0


def test_a_thousand_a_second_and_a_person_who_works_lose_nothing(tmp_path: Path) -> None:
    """Over a real cable's worth of TLS, from another process; the person is answered while they arrive."""
    kept = kept_site(tmp_path / "cache", 400, lambda _line: None)
    patients = [place.patient for place in prepared(kept, tmp_path) if place.screen == "patient"]
    feed = Feed(str(tmp_path / FIRST), kept.facts.first, "127.0.0.2", kept.facts.people, 1000, 2.0)
    feeder = Feeder(feed)
    vault = open_vault(tmp_path / NEWCOMER / FILE_NAME, passphrase=kept.facts.newcomer)
    settings = NodeSettings(listen="127.0.0.3:0", lobby="", discovery=False, typed=(feeder.listening,))
    node = Node(tmp_path / NEWCOMER, vault, settings)
    try:
        node.start()
        client = node.client()
        try:
            client.ask(SignIn(person=kept.facts.people[ROLE].id, pin=PIN), SignedIn)
            until(lambda: any(peer.connected for peer in client.ask(GetStatus(), Status).peers), PATIENCE)
            before = client.ask(GetDigests(), Digests).transactions
            feeder.go()
            until(lambda: client.ask(GetDigests(), Digests).transactions > before, PATIENCE)
            written: list[ActRef] = []
            for number in range(20):
                note = NotePatient(patient=patients[number % len(patients)], text=f"note {number}")
                written += client.ask(note, Recorded).acts
            fed, opening = feeder.fed(), 1
            assert fed.written == 2000
            expected = before + opening + fed.written + len(written)
            until(lambda: client.ask(GetDigests(), Digests).transactions >= expected, PATIENCE)
            assert client.ask(GetDigests(), Digests).transactions == expected
            acts = node.writer.submit(lambda: [node.replica.act(ref) for ref in written]).result()
            assert [act.set_aside for act in acts if act is not None] == [""] * 20
            assert client.ask(Verify(), Verified).findings == ()
        finally:
            client.close()
    finally:
        node.stop()
        feeder.close()
