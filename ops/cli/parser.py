"""The command line in two languages: argparse with its own words translated, verbs of one or two words.

argparse speaks through gettext's process-wide domain, which a library must not bend; so its few
sentences are recognised and said again in the reader's language.
"""

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn, TypeAlias

import msgspec

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.terminal import Terminal
from schema.i18n import LANGUAGES, text

_SAID: Final = (
    (re.compile(r"the following arguments are required: (?P<names>.+)"), "required"),
    (re.compile(r"(argument (?P<name>[^:]+): )?invalid choice: '?(?P<value>[^']*)'? \(.*\)"), "choice"),
    (re.compile(r"argument (?P<name>[^:]+): invalid \w+ value: '(?P<value>.*)'"), "value"),
    (re.compile(r"argument (?P<name>[^:]+): expected .*"), "incomplete"),
    (re.compile(r"ambiguous option: (?P<name>\S+) could match (?P<names>.+)"), "ambiguous"),
)
"""What argparse says, and the text `cli.usage.<…>` that says the same."""


FOLDER: Final = "--folder"
"""The option that may stand before the verb as well as after it."""


class Verb(msgspec.Struct, frozen=True):
    """One command: its words, how it adds its options, what it does."""

    words: tuple[str, ...]
    options: Callable[["Parser"], None]
    run: Callable[[argparse.Namespace, Terminal], int]

    @property
    def id(self) -> str:
        """`site_new`: part of its message ids `cli.<id>.help` and `cli.<id>.about`."""
        return "_".join(self.words)


class _Formatter(argparse.HelpFormatter):
    """Wraps the description, keeps the table of the epilog as it is, says "usage" in the language."""

    def __init__(self, prog: str, *, usage_prefix: str) -> None:
        super().__init__(prog, max_help_position=28)
        self._usage_prefix = usage_prefix

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n" in text else super()._fill_text(text, width, indent)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, self._usage_prefix if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse in the reader's language; a mistake raises `StopError` instead of leaving at once."""

    def __init__(self, language: str, prog: str, about: str, epilog: str = "") -> None:
        prefix = text("cli.parser.usage", language)
        super().__init__(
            prog=prog,
            description=about,
            epilog=epilog or None,
            add_help=False,
            allow_abbrev=False,
            formatter_class=partial(_Formatter, usage_prefix=prefix),
        )
        self.language = language
        self.takes_folder = False
        self._positionals.title = text("cli.parser.arguments", language)
        self._optionals.title = text("cli.parser.options", language)
        self.add_argument("-h", "--help", action="help", help=text("cli.parser.help", language))
        self.add_argument(
            "--language",
            choices=LANGUAGES,
            default=argparse.SUPPRESS,
            help=text("cli.parser.language", language),
        )

    def option(self, *names: str, **how: object) -> None:
        """Add an argument whose help is `cli.option.<its name>` unless given, and what holds without it."""
        known = names[-1].lstrip("-").replace("-", "_").lower()
        told, default = how.get("help", self.words(known)), how.get("default")
        if type(default) in {int, str} and default not in {"", argparse.SUPPRESS}:
            told = f"{told} {text('cli.parser.default', self.language, {'value': str(default)})}"
        how["help"] = told
        self.takes_folder = self.takes_folder or FOLDER in names
        self.add_argument(*names, **how)  # type: ignore[arg-type]  # passed on as argparse documents them

    def words(self, known: str, values: Mapping[str, str] | None = None) -> str:
        """The text `cli.option.<known>`."""
        return text(f"cli.option.{known}", self.language, values)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse's, but what is not understood is told with the help of the command that was given."""
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            verb = getattr(options, "verb", None)
            chosen = getattr(options, "group", self).prog
            refuse_unknown(unknown, f"veilleuse {' '.join(verb.words)}" if verb is not None else chosen)
        return options

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse's, but an option that is none is named before its value is taken for a command."""
        if self._has_commands:
            given = iter(args)
            for word in given:
                name, joined, _ = word.partition("=")
                if not name.startswith("-") or word == "--":
                    break
                if name not in self._option_string_actions:
                    refuse_unknown([name], self.prog)
                if not joined and self._option_string_actions[name].nargs != 0:
                    next(given, None)
        return super().parse_known_args(args, namespace)

    @property
    def _has_commands(self) -> bool:
        return any(isinstance(one, argparse._SubParsersAction) for one in self._actions)  # noqa: SLF001  # see `_Commands`

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line."""
        for pattern, code in _SAID:
            found = pattern.fullmatch(message)
            if found is not None:
                values = {name: value or "" for name, value in found.groupdict().items()}
                raise StopError(f"cli.usage.{code}", Exit.USAGE, **values, command=self.prog)
        raise StopError("cli.usage.other", Exit.USAGE, message=message, command=self.prog)


def refuse_unknown(words: Sequence[str], command: str) -> NoReturn:
    """Raise the `StopError` that names the options which are none; only without any, all that is too much."""
    options = [word.partition("=")[0] for word in words if word.startswith("-")]
    if not options:
        raise StopError("cli.usage.unknown", Exit.USAGE, names=" ".join(words), command=command)
    raise StopError("cli.usage.option", Exit.USAGE, names=", ".join(options), command=command)


_Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001  # argparse gives it no other name


def build(verbs: Iterable[Verb], language: str) -> Parser:
    """The whole command line; the chosen verb is `options.verb`, nil when none was."""
    table = "\n".join(
        f"  {code.value:>3}  {text(f'cli.exit.{code.name.lower()}', language)}" for code in Exit
    )
    epilog = text("cli.parser.exit_codes", language) + "\n" + table
    top = Parser(language, "veilleuse", text("cli.about", language), epilog)
    top.option("--version", action="store_true")
    top.option(FOLDER, type=Path, metavar="DIR", default=None)
    top.set_defaults(verb=None)
    groups: dict[tuple[str, ...], _Commands] = {(): _commands(top)}
    for verb in verbs:
        for size in range(1, len(verb.words)):
            head = verb.words[:size]
            if head not in groups:
                group = _add(groups[head[:-1]], language, head)
                group.set_defaults(verb=None, group=group)
                groups[head] = _commands(group)
        parser = _add(groups[verb.words[:-1]], language, verb.words)
        verb.options(parser)
        parser.set_defaults(verb=verb, takes_folder=parser.takes_folder)
    return top


def _commands(parser: Parser) -> "_Commands":
    return parser.add_subparsers(
        title=text("cli.parser.commands", parser.language),
        metavar=text("cli.parser.command", parser.language),
        parser_class=Parser,
    )


def _add(commands: "_Commands", language: str, words: tuple[str, ...]) -> Parser:
    known = "_".join(words)
    about = text(f"cli.{known}.about", language)
    return commands.add_parser(
        words[-1],
        help=text(f"cli.{known}.help", language),
        language=language,
        prog=" ".join(("veilleuse", *words)),
        about=about if about != f"cli.{known}.about" else text(f"cli.{known}.help", language),
    )
