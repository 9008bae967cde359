"""A terminal to type at and to listen to, and a founded workstation in a folder, for tests of commands."""

import io
import re
import shutil
from argparse import ArgumentParser
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from node.settings import NodeSettings, save_settings
from ops.cli import main
from ops.cli.exits import Exit
from ops.cli.parser import build
from ops.cli.terminal import Terminal
from ops.cli.verbs import VERBS

PIN = "271828"


class Typed(io.StringIO):
    """Somebody at the keyboard, or a pipe."""

    def __init__(self, lines: Sequence[str] = (), *, person: bool = True) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))
        self._person = person

    def isatty(self) -> bool:
        return self._person


class Heard(Terminal):
    """A terminal whose words are kept."""

    def __init__(self, *lines: str, language: str = "en", person: bool = True) -> None:
        self.said, self.warned = io.StringIO(), io.StringIO()
        super().__init__(language, self.said, self.warned, Typed(lines, person=person))


def run(terminal: Terminal, *words: str) -> int:
    """One command, its errors raised."""
    options = _parser(terminal.language).parse_args(words)
    return int(options.verb.run(options, terminal))


@cache
def _parser(language: str) -> ArgumentParser:
    """Every verb with its help: made once for hundreds of commands."""
    return build(VERBS, language)


def said(*words: str) -> str:
    """What a command that succeeds says, in English, to a script."""
    terminal = Heard(person=False)
    assert run(terminal, *words) == Exit.DONE
    return terminal.said.getvalue()


def proposed(*reach: str) -> list[str]:
    """The codes of what waits for a second person, as a list shows them."""
    return re.findall(r"^(\w{8}(?:-\d+)?)\. ", said("agree", *reach), re.MULTILINE)


class Workstation:
    """A founded workstation; every command on it finds its secrets."""

    def __init__(self, folder: Path, secrets: Path) -> None:
        self.folder = folder
        self.passphrase = secrets / "passphrase"
        self.pin = secrets / "pin"
        self.shares = secrets / "shares"

    @property
    def opening(self) -> tuple[str, ...]:
        """Words that name the folder and open it."""
        return "--folder", str(self.folder), "--passphrase-file", str(self.passphrase)

    @property
    def acting(self) -> tuple[str, ...]:
        """The same, and the administrator's PIN."""
        return *self.opening, "--pin-file", str(self.pin)

    def copy(self, folder: Path) -> "Workstation":
        """The same workstation elsewhere, for a test that changes it."""
        shutil.copytree(self.folder, folder)
        made = Workstation(folder, self.passphrase.parent)
        save_settings(folder, LONELY)
        return made


LONELY = NodeSettings(
    listen="127.0.0.21:0", lobby="127.0.0.21:0", discovery=False, interfaces=("127.0.0.21",)
)
"""Listens on loopback and looks for nobody."""


def found(folder: Path) -> Workstation:
    """Found a fictive site by the command itself."""
    secrets = folder / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "pin").write_text(PIN + "\n", encoding="utf-8")
    written = secrets / "written"
    code = main(
        [
            *("--language", "en", "site", "new", "--folder", str(folder / "first")),
            *("--name", "Site fictif", "--pharmacy", "PUI fictive", "--address", "1 rue de l'Essai"),
            *("--workstation", "PUI-1", "--place", "Pharmacie", "--title", "Dr"),
            *("--family-name", "FICTIF", "--first-name", "Alix", "--pin-file", str(secrets / "pin")),
            *("--listen", "127.0.0.21:0", "--lobby", "127.0.0.21:0", "--write-secrets", str(written)),
        ]
    )
    assert code == 0
    made = Workstation(folder / "first", secrets)
    lines = written.read_text(encoding="utf-8").splitlines()
    passphrase, *shares = (line for line in lines if line and line[0] != "#")
    made.passphrase.write_text(passphrase + "\n", encoding="utf-8")
    made.shares.write_text("\n".join(shares[:2]) + "\n", encoding="utf-8")
    return made


def settings(workstation: Workstation, **changed: object) -> None:
    """Change the settings of a workstation."""
    save_settings(workstation.folder, msgspec.structs.replace(LONELY, **changed))
