"""Bulk data that should be here and is not, by its name and date."""

from collections.abc import Iterable
from datetime import date

from ops.cli.terminal import Terminal
from schema.dates import day_text


def tell_missing(missing: Iterable[tuple[str, str]], terminal: Terminal) -> None:
    """A line for each edition (sort, date of its data), and where it may come from."""
    for what, data_of in missing:
        known = terminal.text(f"edition.{what}")
        name = what if known == f"edition.{what}" else known
        day = day_text(date.fromisoformat(data_of), terminal.language)
        terminal.say("cli.edition.missing", what=name, date=day)
