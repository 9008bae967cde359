"""What a command may do with the terminal: say, warn, ask, ask in secret, show how far it is.

Handed to every verb, so that a test can listen and type. Every sentence is a message id.
"""

import getpass
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.files import LONGEST_TEXT, read_text, text_of
from schema.dates import day_text
from schema.i18n import LANGUAGES, counted, named, text

LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Terminal:
    """One person's terminal, or a script's pipes."""

    def __init__(self, language: str, out: TextIO, err: TextIO, typed: TextIO) -> None:
        self.language = language
        self.out = out
        self.err = err
        self._typed = typed

    @property
    def interactive(self) -> bool:
        """Whether somebody can be asked."""
        return self._typed.isatty()

    def text(self, msgid: str, values: Mapping[str, str] | None = None) -> str:
        """The sentence in this terminal's language."""
        return text(msgid, self.language, values)

    def named(self, area: str, name: str) -> str:
        """A right, role or rule by its word: see `schema.i18n.named`."""
        return named(area, name, self.language)

    def say(self, msgid: str, **values: str) -> None:
        """A sentence on the output."""
        self.print(self.text(msgid, values))

    def count(self, noun: str, number: int) -> str:
        """`1 transaction`, `2 transactions`: the text `count.<noun>`, or its `.one`."""
        return counted(f"count.{noun}", number, self.language)

    def instant(self, at: int) -> str:
        """`21-nov.-2026 14:05`: an instant (ms UTC) by the site's clocks, as windows and papers show it."""
        from node.clock import site_time

        there = site_time(at)
        return f"{day_text(there.date(), self.language)} {there:%H:%M}"

    def print(self, line: str = "") -> None:
        """A line on the output, at once: somebody may be waiting for it in a pipe."""
        print(line, file=self.out, flush=True)

    def warn(self, line: str) -> None:
        """A line on the error output."""
        print(line, file=self.err, flush=True)

    def ask(self, msgid: str, option: str, default: str = "") -> str:
        """What somebody types; raises `StopError` naming the option where nobody can."""
        if not self.interactive:
            raise StopError("cli.error.needed", Exit.USAGE, option=option)
        shown = f" [{default}]" if default else ""
        prompt = self.text("cli.ask", {"what": self.text(msgid) + shown})
        print(prompt, end="", file=self.err, flush=True)
        line = self._typed.readline()
        if not line:
            raise StopError("cli.error.needed", Exit.USAGE, option=option)
        return line.strip() or default

    def choose(self, msgid: str, option: str, names: Sequence[str]) -> int:
        """The index of what somebody chooses from a numbered list; `StopError` with it where nobody can."""
        if not self.interactive:
            raise StopError("cli.error.several", Exit.USAGE, option=option, names=", ".join(names))
        for number, name in enumerate(names, start=1):
            self.warn(f"  {number}. {name}")
        while True:
            chosen = self.ask(msgid, option)
            if chosen.isdecimal() and 1 <= int(chosen) <= len(names):
                return int(chosen) - 1
            self.warn(self.text("cli.ask.number", {"n": str(len(names))}))

    def secret(self, msgid: str, source: str | None, option: str, **values: str) -> str:
        """A secret from a file (`-`: standard input, `fd:3`: an open descriptor), or typed unseen."""
        if source is not None:
            return self._read_secret(source)
        if not self.interactive:
            raise StopError("cli.error.needed", Exit.USAGE, option=option)
        return getpass.getpass(self.text("cli.ask", {"what": self.text(msgid, values)}), stream=self.err)

    def _read_secret(self, source: str) -> str:
        kind, _, number = source.partition(":")
        if source == "-":
            try:
                return self._typed.readline().rstrip("\r\n")
            except UnicodeDecodeError:
                raise StopError("cli.error.not_text", Exit.SECRET, path=source) from None
        if kind == "fd" and number.isdecimal():
            with os.fdopen(int(number), "rb", closefd=False) as stream:
                return text_of(stream.readline(LONGEST_TEXT), source).rstrip("\r\n")
        lines = read_text(Path(source)).splitlines()
        return lines[0] if lines else ""

    def progress(self, msgid: str, **values: str) -> None:
        """How far it is: one line that is written over, and only for somebody who looks."""
        if self.err.isatty():
            print("\r\x1b[K" + self.text(msgid, values), end="", file=self.err, flush=True)

    def progress_over(self) -> None:
        """The line is gone."""
        if self.err.isatty():
            print("\r\x1b[K", end="", file=self.err, flush=True)


def language_of(argv: Sequence[str], environment: Mapping[str, str]) -> str:
    """`--language`, else what the system says, else French."""
    for index, word in enumerate(argv):
        if word == "--language" and index + 1 < len(argv):
            wanted = argv[index + 1]
        elif word.startswith("--language="):
            wanted = word.partition("=")[2]
        else:
            continue
        if wanted in LANGUAGES:
            return wanted
    for name in LANGUAGE_VARIABLES:
        value = environment.get(name, "")
        if value:
            return next((known for known in LANGUAGES if value.lower().startswith(known)), LANGUAGES[0])
    return LANGUAGES[0]
