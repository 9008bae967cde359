"""Joining beside a station, without a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.vault import FILE_NAME, open_vault
from ops.beside import BesideError, Joining, join_beside
from tests.node.newcomers import administrator
from tests.node.small_site import CHEAP, Streams
from tests.node.stations import PIN, Clock, build, opened


def test_the_pairing_itself_is_played(tmp_path: Path) -> None:
    template = build(tmp_path, ("PUI-1",))
    contents = template.contents["PUI-1"]
    with opened(tmp_path, "PUI-1", contents, template.people, Clock(), seed=3) as station:
        session = administrator(station)
        joining = Joining("USC-9", "Étage fictif", PIN)
        assert PIN not in repr(joining)
        random = Streams(b"beside")
        joined = join_beside(tmp_path / "new", station.desk, session, joining, random, cost=CHEAP)
        vault = open_vault(tmp_path / "new" / FILE_NAME, passphrase=joined.passphrase)
        assert station.desk.members.workstations[vault.workstation].name == "USC-9"
        with pytest.raises(BesideError):
            join_beside(
                tmp_path / "no", station.desk, session, Joining("USC-9", "x", "000000"), random, cost=CHEAP
            )
