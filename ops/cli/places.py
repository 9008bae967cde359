"""Addresses given when a workstation is made, kept in its `node.json` for people to edit."""

import argparse
from pathlib import Path

import msgspec

from node.settings import NodeSettings, SettingsError, load_settings
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser


def add_places(parser: Parser) -> None:
    """`--listen` and `--lobby`."""
    parser.option("--listen", metavar="HOST:PORT", default=None)
    parser.option("--lobby", metavar="HOST:PORT", default=None)


def wished(folder: Path, options: argparse.Namespace) -> NodeSettings:
    """The settings of the folder with what was given.

    Raises `StopError` for what is no address, and `SettingsError` for what stands in the folder's own.
    """
    given = {name: value for name in ("listen", "lobby") if (value := getattr(options, name)) is not None}
    for name, value in given.items():
        try:
            msgspec.structs.replace(NodeSettings(), **{name: value}).network()
        except SettingsError:
            raise StopError("cli.error.address", Exit.USAGE, option=f"--{name}", value=value) from None
    settings = msgspec.structs.replace(load_settings(folder), **given)
    settings.network()
    return settings
