"""A workstation whose words nobody has seen says so, and only such a one may be begun again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from node import founding
from node.daemon import Node
from node.founding import found_site
from node.handover import FILE_NAME, begin_again, is_unseen, mark_seen, mark_unseen
from node.points import AtPoint, nothing
from node.secret_errors import VaultExistsError
from node.settings import NodeSettings
from node.store.errors import InUseError
from node.store.lock import FILE_NAME as LOCK
from node.store.lock import Lock
from node.vault import FILE_NAME as VAULT
from node.vault import open_vault
from tests.node.killed import killed_at
from tests.node.small_site import CHEAP, StillClock, Streams
from tests.node.test_founding import NEW


def _found(folder: Path, at_point: AtPoint = nothing) -> founding.Founded:
    return found_site(
        folder, NEW, clock=StillClock(), random=Streams(b"founding"), cost=CHEAP, at_point=at_point
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
@pytest.mark.parametrize("point", founding.WRITE_POINTS)
def test_founding_is_killed_before_its_words_are_shown(tmp_path: Path, point: str) -> None:
    """It is known to be so, and founding again leaves one whole site."""

    def work(at_point: AtPoint) -> None:
        _found(tmp_path, at_point)

    killed_at(point, work)
    assert is_unseen(tmp_path)
    begin_again(tmp_path)
    assert not list(tmp_path.iterdir())
    founded = _found(tmp_path)
    assert is_unseen(tmp_path), "nobody has seen its words yet"
    mark_seen(tmp_path)
    assert not is_unseen(tmp_path)
    assert open_vault(tmp_path / VAULT, passphrase=founded.passphrase).site == founded.site


def test_whoever_opens_it_has_its_words(tmp_path: Path) -> None:
    """From then on it may hold work, and is never removed."""
    founded = _found(tmp_path)
    vault = open_vault(tmp_path / VAULT, passphrase=founded.passphrase)
    node = Node(tmp_path, vault, NodeSettings(), network=False)
    node.start()
    node.stop()
    assert not is_unseen(tmp_path)
    with pytest.raises(ValueError, match="was opened"):
        begin_again(tmp_path)
    with pytest.raises(VaultExistsError):
        _found(tmp_path)
    assert not is_unseen(tmp_path), "founding over it marks nothing"
    assert (tmp_path / VAULT).exists()


def test_not_under_the_hands_of_another_program(tmp_path: Path) -> None:
    mark_unseen(tmp_path)
    (tmp_path / VAULT).touch()
    other = Lock(tmp_path / LOCK)
    try:
        with pytest.raises(InUseError):
            begin_again(tmp_path)
    finally:
        other.release()
    assert (tmp_path / VAULT).exists()
    begin_again(tmp_path)
    assert not (tmp_path / FILE_NAME).exists()
    mark_seen(tmp_path)
