"""Letting workstations in without a mouse: a code, and a request on a stick."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from node.api.inviting import InviteByFile, ShowCode, WithdrawCode
from tests.ui.fake_inviting import KNOCKS, REQUEST
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import PIN
from tests.ui.keyboard import KeyboardUser


@pytest.fixture
def user(user: KeyboardUser, monkeypatch: pytest.MonkeyPatch) -> KeyboardUser:
    monkeypatch.setattr("ui.presenters.inviting.LOOK_MS", 20)
    return user


def test_a_code_is_shown_and_followed(user: KeyboardUser, node: FakeNode) -> None:
    user.sign_in("exemple", PIN)
    user.open_palette("Nouveau poste")
    user.fill("name", "HDJ-2")
    user.enter()
    user.type("Hôpital de jour")
    user.enter()
    user.wait_for("recevra tous les dossiers")
    user.sign(PIN)
    user.wait_for("7K4M-9XWD")
    assert [one.name for one in node.calls if isinstance(one, ShowCode)] == ["HDJ-2"]
    node.code = replace(node.code, knocks=KNOCKS, tries_left=1)
    user.wait_for("code faux")
    user.act("Retirer le code")
    user.wait_gone("7K4M-9XWD")
    assert any(isinstance(one, WithdrawCode) for one in node.calls)


def test_a_request_is_read_compared_signed_and_answered(
    user: KeyboardUser, node: FakeNode, tmp_path: Path
) -> None:
    (tmp_path / "demande").write_bytes(REQUEST)
    user.sign_in("exemple", PIN)
    user.open_palette("Nouveau poste")
    user.fill("request", str(tmp_path / "demande"))
    user.enter()
    user.wait_for("véloce mystère indice imputer")
    user.wait_until(lambda: user.focused() == "invitation", "the file to be named")
    user.enter()
    user.sign(PIN)
    user.wait_for("abaisser abandon abdiquer abeille")
    assert (tmp_path / "demande.invitation").read_bytes() == b"sealed"
    assert any(isinstance(one, InviteByFile) for one in node.calls)
