"""Addresses given on the command line go over those in the file."""

import argparse
from pathlib import Path

import pytest

from node.settings import NodeSettings, SettingsError, save_settings
from ops.cli.places import wished


def test_what_is_given_counts_and_the_rest_stays(tmp_path: Path) -> None:
    save_settings(tmp_path, NodeSettings(listen="127.0.0.9:1", lobby="127.0.0.9:2", discovery=False))
    found = wished(tmp_path, argparse.Namespace(listen="127.0.0.8:0", lobby=None))
    assert (found.listen, found.lobby, found.discovery) == ("127.0.0.8:0", "127.0.0.9:2", False)


def test_what_is_no_address_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        wished(tmp_path, argparse.Namespace(listen="nowhere", lobby=None))
    assert not list(tmp_path.iterdir())
