"""A stick without a mouse: written, followed, and what another wrote taken in."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from node.api.carry import CarryIn, CarryOut
from tests.ui.fake_carry import TAKEN, WRITTEN
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import PIN
from tests.ui.keyboard import KeyboardUser


@pytest.fixture
def user(user: KeyboardUser, monkeypatch: pytest.MonkeyPatch) -> KeyboardUser:
    monkeypatch.setattr("ui.presenters.carry.LOOK_MS", 20)
    monkeypatch.setattr("ui.desk.removable", lambda: ())
    return user


def test_out_and_in(user: KeyboardUser, node: FakeNode, tmp_path: Path) -> None:
    (tmp_path / "veilleuse-carry-ch-de-valfictif-serv-2-2026-11-21.age").write_bytes(b"sealed")
    user.sign_in("exemple", PIN)
    user.open_palette("Clé USB")
    user.fill("folder", str(tmp_path))
    user.wait_for("ch-de-valfictif-serv-2")
    user.act("Écrire sur la clé")
    user.wait_for("ne retirez pas la clé")
    node.carry = replace(node.carry, done=1, total=2)
    user.wait_for("50\u00a0%")
    node.carry = replace(node.carry, running=False, written=WRITTEN)
    user.wait_for("Retirez la clé proprement")
    assert [one.folder for one in node.calls if isinstance(one, CarryOut)] == [str(tmp_path)]

    user.go_to("files")
    user.enter()
    user.wait_until(lambda: any(isinstance(one, CarryIn) for one in node.calls), "the file to be taken in")
    node.carry = replace(node.carry, running=False, taken=TAKEN)
    user.wait_for("17 transactions, 31 actes")
