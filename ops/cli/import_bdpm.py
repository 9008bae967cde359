"""`veilleuse import bdpm DIR`: take the public French drug database as an edition."""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.files import bdpm_files
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal
from schema.dates import day_text

if TYPE_CHECKING:
    from node.api.base import Progress
    from node.client import Client


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("directory", type=Path, metavar="DIR")
    parser.option("--date", metavar="YYYY-MM-DD", default=None)
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.site import CatalogueImported, ImportCatalogue
    from ops.cli.reach import reach, sign_in

    folder = options.directory.absolute()
    files = bdpm_files(folder)
    data_of = _date(options.date or _asked_date(files, terminal))
    rows = sum(path.read_bytes().count(b"\n") for path in files)
    with reach(options, terminal) as client:
        pin = sign_in(client, "import", options, terminal)
        with _shown(client, terminal, rows):
            command = ImportCatalogue(folder=str(folder), data_of=data_of, pin=pin)
            done = client.ask(command, CatalogueImported, timeout=None)
    counts = {
        "rows": terminal.count("rows_read", done.rows),
        "taken": terminal.count("rows_taken", done.taken),
        "rejected": terminal.count("rows_rejected", done.rejected),
        "anticancer": terminal.count("anticancer", done.anticancer),
    }
    how = "redated" if done.redated else "known" if done.known_already else "done"
    terminal.say(
        f"cli.import_bdpm.{how}", **counts, date=day_text(date.fromisoformat(data_of), terminal.language)
    )
    for code, count in sorted(done.reasons.items(), key=lambda item: (-item[1], item[0])):
        terminal.say(
            "cli.import_bdpm.reason", count=str(count), reason=terminal.text(f"intake.rejected.{code}")
        )
    return Exit.DONE


def _asked_date(files: list[Path], terminal: Terminal) -> str:
    # Only proposed: a copy has the date of the copy.
    newest = max(path.stat().st_mtime for path in files)
    proposed = datetime.fromtimestamp(newest, UTC).date().isoformat()
    return terminal.ask("cli.ask.date", "--date", proposed)


def _date(typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise StopError("cli.error.date", Exit.USAGE, date=typed) from None


@contextmanager
def _shown(client: "Client", terminal: Terminal, rows: int) -> Iterator[None]:
    """How far the node says it is, for somebody who looks at the terminal; then how long it stores."""
    over = threading.Event()
    began = time.monotonic()
    heard: list[Progress] = []
    client.on_progress(heard.append)

    def show() -> None:
        while not over.wait(0.5):
            say_progress(terminal, heard[-1] if heard else None, rows, int(time.monotonic() - began))

    thread = threading.Thread(target=show, name="veilleuse-progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        terminal.progress_over()


def say_progress(terminal: Terminal, last: "Progress | None", rows: int, seconds: int) -> None:
    """The line for what was heard last."""
    if last is None or not last.total:
        terminal.progress("cli.import_bdpm.progress", rows=str(rows), seconds=str(seconds))
    elif last.done < last.total:
        percent = str(100 * last.done // last.total)
        terminal.progress("cli.import_bdpm.read", percent=percent, rows=str(rows))
    else:
        terminal.progress("cli.import_bdpm.storing", seconds=str(seconds))


VERB = Verb(("import", "bdpm"), _options, _run)
