"""Addresses given on the command line go over those in the file."""

import argparse
from pathlib import Path

import pytest

from node.settings import NodeSettings, SettingsError, save_settings
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.places import wished


def test_what_is_given_counts_and_the_rest_stays(tmp_path: Path) -> None:
    save_settings(tmp_path, NodeSettings(listen="127.0.0.9:1", lobby="127.0.0.9:2", discovery=False))
    found = wished(tmp_path, argparse.Namespace(listen="127.0.0.8:0", lobby=None))
    assert (found.listen, found.lobby, found.discovery) == ("127.0.0.8:0", "127.0.0.9:2", False)


def test_what_is_no_address_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    for given in ({"listen": "nowhere", "lobby": None}, {"listen": "127.0.0.1:0", "lobby": "nowhere"}):
        with pytest.raises(StopError) as stopped:
            wished(tmp_path, argparse.Namespace(**given))
        option = "--lobby" if given["lobby"] else "--listen"
        assert stopped.value.values == {"option": option, "value": "nowhere"}
        assert (stopped.value.code, stopped.value.leave) == ("cli.error.address", Exit.USAGE)
    assert not list(tmp_path.iterdir())


def test_what_stands_wrong_in_the_folder_is_told_of_its_file(tmp_path: Path) -> None:
    save_settings(tmp_path, NodeSettings(typed=("nowhere",)))
    with pytest.raises(SettingsError):
        wished(tmp_path, argparse.Namespace(listen="127.0.0.1:0", lobby=None))
