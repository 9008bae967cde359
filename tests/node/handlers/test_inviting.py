"""What a window may ask about newcomers, and who may."""

from __future__ import annotations

import pytest

from node.api.base import Command
from node.api.inviting import (
    GetCode,
    InviteByFile,
    ReadRequest,
    RequestRead,
    ShowCode,
    ShownCode,
    WithdrawCode,
)
from node.invitation_file import words_of_request, write_request
from node.reach import Alone
from tests.node.newcomers import newcomer
from tests.node.stations import PIN, Station


class Reachable(Alone):
    """A node whose lobby listens."""

    def lobby_addresses(self) -> tuple[str, ...]:
        return ("192.0.2.7:7441",)


ASKED = ShowCode(name="USC-9", place="Réanimation fictive", pin=PIN)


@pytest.mark.parametrize("command", [ASKED, GetCode(), WithdrawCode(), InviteByFile(content=b"", pin=PIN)])
def test_only_who_may_enrol_sees_or_shows_a_code(site: Station, command: Command) -> None:
    site.desk.network = Reachable(site.desk)
    assert site.refused("nurse", command) == "right.missing"


def test_without_a_lobby_there_is_no_code(site: Station) -> None:
    assert site.refused("administrator", ASKED) == "pairing.no_lobby"


def test_a_code_shown_asked_for_and_taken_back(site: Station) -> None:
    site.desk.network = Reachable(site.desk)
    shown = site.get("administrator", ASKED, ShownCode)
    assert shown.addresses == ("192.0.2.7:7441",)
    again = site.get("administrator", GetCode(), ShownCode)
    assert (again.state, again.code) == ("open", shown.code)
    assert again.seconds_left == shown.seconds_left - 60
    assert site.get("administrator", WithdrawCode(), ShownCode).state == "none"


def test_a_request_is_read_before_anybody_signs(site: Station) -> None:
    content = write_request(newcomer(), "USC-9", "Réanimation fictive")
    read = site.get("administrator", ReadRequest(content=content), RequestRead)
    assert (read.name, read.place, read.words) == ("USC-9", "Réanimation fictive", words_of_request(content))
    assert site.refused("administrator", ReadRequest(content=b"x")) == "invite.not_a_request"


def test_a_name_in_service_invites_nobody_else(site: Station) -> None:
    site.desk.network = Reachable(site.desk)
    taken = ShowCode(name=site.desk.workstation_name, place="Réanimation fictive", pin=PIN)
    assert site.refused("administrator", taken) == "workstation.name_taken"
    assert site.get("administrator", GetCode(), ShownCode).state == "none"
    content = write_request(newcomer(), site.desk.workstation_name, "Réanimation fictive")
    asked = InviteByFile(content=content, pin=PIN)
    assert site.refused("administrator", asked) == "workstation.name_taken"
