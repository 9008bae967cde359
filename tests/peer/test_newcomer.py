"""The other peer is let in by the code that a running node shows, and then speaks as a member."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.api.inviting import ShowCode, ShownCode
from sync.addresses import parse_address
from tests.crash.nodes import Running, running, settings
from tests.node.stations import PIN, Template, copied
from tests.peer.channel import front_door, lobby
from tests.peer.conversation import Peer, Talk
from tests.peer.live import NOW, SOURCE, tips
from tests.peer.newcomer import RefusedError, look, make_newcomer, pair
from tests.peer.packing import tagged

WRONG_CODE = 7


def code_of(node: Running, template: Template) -> str:
    node.sign_in(template.people["administrator"])
    shown = node.client.ask(ShowCode(name="USC-9", place="Réanimation fictive", pin=PIN), ShownCode)
    return shown.code.replace("-", "").replace(" ", "").replace("\u202f", "")


def test_who_types_the_code_is_welcome(template: Template, tmp_path: Path) -> None:
    theirs = template.contents["PUI-1"]
    newcomer = make_newcomer()
    with running(copied(template, tmp_path), template, "PUI-1", settings(51)) as node:
        door, at = (
            parse_address(one)
            for one in (node.node.listening[0], node.node.desk.network.lobby_addresses()[0])
        )
        code = code_of(node, template)
        with lobby((at.host, at.port), SOURCE) as (link, seen), pytest.raises(RefusedError) as refused:
            pair(link, seen, "00000000" if code != "00000000" else "11111111", newcomer)
        assert refused.value.args == (WRONG_CODE,)
        with lobby((at.host, at.port), SOURCE) as (link, seen):
            sight = look(link, seen, code, newcomer)
        assert sight[1:3] == ("USC-9", "Réanimation fictive")
        assert "Zéro Ignace" in sight[3]
        assert newcomer.workstation not in node.node.desk.members.workstations, "a look writes nothing"
        with lobby((at.host, at.port), SOURCE) as (link, seen):
            welcome = pair(link, seen, code, newcomer)
        assert seen == theirs.tls_certificate
        assert (welcome.site, welcome.pepper) == (theirs.site, theirs.site_pepper)
        # And what it was told of is enough to be a member.
        peer = Peer(welcome.site, newcomer.workstation, welcome.journals)
        pinned = peer.journals.announced.certificates[theirs.workstation]
        with front_door((door.host, door.port), SOURCE, newcomer.tls, pinned) as link:
            Talk(peer, link, NOW).speak()
        assert peer.journals.tips() == tips(node)
    own = tagged("journal", welcome.site, newcomer.request[1], newcomer.request[4])[:16]
    assert peer.journals.announced.journals[own].workstation == newcomer.workstation
