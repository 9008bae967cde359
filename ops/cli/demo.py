"""`veilleuse demo`: a fictive site of three workstations lives through a day."""

import argparse
from pathlib import Path

from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal


def _options(parser: Parser) -> None:
    parser.option("--headless", action="store_true")
    parser.option("--keep", type=Path, metavar="DIR", default=None)
    parser.option("--report", type=Path, metavar="FILE", default=None)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.files import check_folder
    from ops.demo.play import run

    check_folder(options.report)
    return int(
        run(
            headless=options.headless,
            keep=options.keep,
            report_file=options.report,
            language=terminal.language,
        )
    )


VERB = Verb(("demo",), _options, _run)
