"""A hostile member on the network itself: its own certificate, real nodes, and bytes as it likes them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from node.api.base import Recorded
from node.api.incidents import GetIncidents, Incidents
from node.api.workstations import SuspendWorkstation
from node.store.records import MAX_COUNTER, Records
from schema.acts.patient import PatientNoted
from schema.codec import encode
from schema.ids import Id
from schema.transaction import Tip
from sync import tls
from sync.addresses import Address, parse_address
from sync.channel import ChannelError, dial
from sync.conversation import Party
from sync.conversation.meeting import hello_of
from sync.messages import Batch, Hello, Scope, decode_message, encode_message
from sync.ports import Record
from sync.receipts import RECEIPT, RULES, Receipt
from sync.record import sealing_input
from tests.crash.hostile import Hostile, everything, spoilt
from tests.crash.nodes import Running, equal, running, settings, until
from tests.node.stations import PIN, Clock, Station, Template, copied, opened


async def speak(
    station: Station, address: Address, server: bytes, tips: tuple[Tip, ...], *batch: bytes
) -> None:
    """Say what it holds, send this, and stay until it is shown out or two seconds have passed."""
    vault = station.desk.vault
    context = tls.client_context(vault.tls_certificate, vault.channel_key(), [server])
    channel = await dial(address, context, None)
    hello = hello_of(Party(vault.site, vault.workstation, b"\x01" * 16, "raw"), Scope.ALL, tips, 0)
    try:
        await channel.send(encode_message(hello))
        answer = decode_message(await channel.receive())
    except ChannelError:
        channel.abort()
        raise
    try:
        assert isinstance(answer, Hello)
        await channel.send(encode_message(Batch(batch, last=True)))
        async with asyncio.timeout(2):
            while True:
                await channel.receive()
    except (ChannelError, TimeoutError):
        pass  # shown out, or listened to
    finally:
        channel.abort()


def codes(node: Running) -> set[str]:
    """What went wrong at its doors."""
    return {row.code for row in node.client.ask(GetIncidents(limit=100), Incidents).rows}


def test_a_member_that_lies_on_the_wire(template: Template, tmp_path: Path) -> None:
    """Altered, spoilt and cut transactions, heads that do not exist; suspended, it is shown out."""
    folder = copied(template, tmp_path)
    vaults = template.contents
    with (
        opened(folder, "USC-1", vaults["USC-1"], template.people, Clock(), seed=13) as third,
        running(folder, template, "PUI-1", settings(1)) as one,
    ):
        address = one.node.listening[0]
        with running(folder, template, "HDJ-1", settings(2, address)) as other:
            hostile = Hostile(third)
            nurse = hostile.stolen("nurse")
            note = hostile.forge([hostile.act(PatientNoted("x"), b"\x07" * 16, nurse)])
            true = hostile.stands(note)
            lies = (
                *(Tip(journal, 2**50, b"\x08" * 32) for journal in third.desk.members.journals),
                Tip(b"\x09" * 16, 1, b"\x08" * 32),
            )
            batch = (b"rien", spoilt(everything(third)[-1]), true[:-1], true)
            server = vaults["PUI-1"].tls_certificate
            asyncio.run(speak(third, parse_address(address), server, lies, *batch))
            until(lambda: "bytes" in codes(one))
            until(lambda: equal(one, other))
            assert one.verify().findings == other.verify().findings == ()
            one.sign_in(template.people["administrator"])
            one.client.ask(
                SuspendWorkstation(workstation=third.desk.vault.workstation, reason="volé", pin=PIN), Recorded
            )
            until(lambda: equal(one, other))
            with pytest.raises((ChannelError, OSError)):
                asyncio.run(speak(third, parse_address(address), server, (), true))
            until(lambda: "certificate_verify_failed" in codes(one))


def test_a_copy_that_used_the_last_counter_ends_no_exchange(
    template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of a workstation seals the last receipt there is: the innocent one goes on exchanging."""
    folder = copied(template, tmp_path)
    vaults = template.contents
    monkeypatch.setattr("sync.service.CALM_SECONDS", 0.05)
    said: list[Id] = []
    publish = Records.publish

    def noted(records: Records, **known: Any) -> Record | None:
        said.append(known["owner"])
        return publish(records, **known)

    monkeypatch.setattr(Records, "publish", noted)
    with opened(folder, "PUI-1", vaults["PUI-1"], template.people, Clock(), seed=13) as copy:
        me, site = copy.desk.vault.workstation, copy.replica.site
        bare = Record(me, RECEIPT, MAX_COUNTER, encode(Receipt((), bytes(32), RULES, 1)), me, bytes(64))
        last = replace(bare, seal=copy.desk.seal(sealing_input(site, bare)))
    for name in ("PUI-1", "HDJ-1"):
        station = opened(folder, name, vaults[name], template.people, Clock(), seed=14)
        with station as heard, heard.replica.writing():
            assert heard.replica.records.accept(site, [last]) == 1
    with (
        running(folder, template, "PUI-1", settings(1)) as one,
        running(folder, template, "HDJ-1", settings(2, one.node.listening[0])) as other,
    ):
        until(lambda: equal(one, other) and one.sees("HDJ-1").connected)
        since = one.sees("HDJ-1").since
        for name in ("pharmacist", "nurse"):
            said.clear()
            one.sign_in(template.people[name])
            until(lambda: me in said)
            until(lambda: equal(one, other))
        assert one.sees("HDJ-1").since == since
