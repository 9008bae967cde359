"""The `veilleuse` command: one file per verb, help in two languages, documented exit codes."""

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from ops.cli.errors import StopError, Told, tell, write_down
from ops.cli.exits import Exit
from ops.cli.parser import FOLDER, build, refuse_unknown
from ops.cli.terminal import Terminal, language_of
from ops.cli.verbs import VERBS


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (`ops.cli.exits`)."""
    words = list(sys.argv[1:] if argv is None else argv)
    terminal = Terminal(language_of(words, os.environ), sys.stdout, sys.stderr, sys.stdin)
    try:
        return _run(words, terminal)
    except SystemExit as leaving:
        # argparse leaves this way after showing help, and in no other case (see `Parser.error`).
        return Exit.DONE if leaving.code in {0, None} else Exit.USAGE
    except KeyboardInterrupt:
        terminal.progress_over()
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.MACHINE
    except Exception as error:  # noqa: BLE001  # the end of the line: nothing may leave without words
        terminal.progress_over()
        told = tell(error, terminal.language) or _defect(error, terminal)
        for line in (*told.lines, *getattr(error, "__notes__", ())):
            terminal.warn(line)
        return told.leave


def _run(words: Sequence[str], terminal: Terminal) -> int:
    parser = build(VERBS, terminal.language)
    options = parser.parse_args(words)
    if options.verb is not None:
        if options.folder is not None and not options.takes_folder:
            refuse_unknown([FOLDER], f"veilleuse {' '.join(options.verb.words)}")
        return int(options.verb.run(options, terminal))
    if options.version:
        terminal.print(f"veilleuse {version('veilleuse')}")
        return Exit.DONE
    terminal.print(getattr(options, "group", parser).format_help())
    if words:
        raise StopError("cli.usage.no_command", Exit.USAGE)
    return Exit.USAGE


def _defect(error: Exception, terminal: Terminal) -> Told:
    from platformdirs import user_log_path

    kept = write_down(error, user_log_path("veilleuse", appauthor=False))
    told = tell(
        StopError("cli.error.defect", Exit.DEFECT, error=type(error).__name__, log=str(kept or "-")),
        terminal.language,
    )
    assert told is not None  # noqa: S101  # a StopError always has its words
    return told
