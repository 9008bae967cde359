"""Help in both languages for every command, and argparse's complaints in words of ours."""

import argparse
import inspect
import re
import sys
from pathlib import Path

import pytest

from ops.cli import main
from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from ops.cli.parser import build
from ops.cli.verbs import VERBS
from schema.i18n import LANGUAGES, text

NAMES = [" ".join(verb.words) for verb in VERBS]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [verb.words for verb in VERBS], ids=NAMES)
def test_every_command_has_its_help(
    words: tuple[str, ...], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", language, *words, "--help"]) == Exit.DONE
    shown = capsys.readouterr().out
    assert shown.startswith(text("cli.parser.usage", language))
    assert not re.search(r"\bcli\.\w+", shown), "a text is missing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_help_lists_commands_and_exit_codes(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", language, "--help"]) == Exit.DONE
    shown = capsys.readouterr().out
    for verb in VERBS:
        assert f"    {verb.words[0]} " in shown
    for code in Exit:
        assert f"{code.value:>3}  {text(f'cli.exit.{code.name.lower()}', language)}" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_row_of_what_is_not_right_names_every_command_that_ends_so(language: str) -> None:
    row = text("cli.exit.found", language)
    named = set(row.partition("(")[2].rstrip(")").split(", "))
    ends_so = {
        verb.words[0] for verb in VERBS if "Exit.FOUND" in inspect.getsource(sys.modules[verb.run.__module__])
    }
    assert named == ends_so | {"demo"}, "the demonstration gives its own number"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "bdpm"], "Missing: DIR."),
        (["verify", "too", "much"], "Not understood: too much."),
        (["person", "rename", "Pia", "--agreed"], "No such option here: --agreed."),
        (["verify", "--nonsense"], "No such option here: --nonsense."),
        (["verify", "--langage", "en", "--nonsense=1"], "No such option here: --langage, --nonsense."),
        (["--langage", "en", "verify"], "No such option here: --langage."),
        (["--langage=en", "verify"], "No such option here: --langage."),
        (["--language", "en", "person", "--langage", "en", "list"], "No such option here: --langage."),
        (["nonsense"], "“nonsense” is not one of the choices."),
        (["bench", "join", "--acts", "many"], "--acts: “many” is not a possible value."),
        (["verify", "--folder"], "--folder: its value is missing."),
        (["--language", "xx", "verify"], "“xx” is not one of the choices."),
    ],
)
def test_a_wrong_command_line_is_explained(words: list[str], said: str) -> None:
    with pytest.raises(StopError) as stopped:
        build(VERBS, "en").parse_args(words)
    told = tell(stopped.value, "en")
    assert told is not None
    assert told.lines[0] == said
    assert told.leave is Exit.USAGE
    assert told.lines[1].startswith("See: veilleuse")


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["person", "rename", "Pia", "--agreed"], "veilleuse person rename"),
        (["verify", "--nonsense"], "veilleuse verify"),
        (["person", "--nonsense"], "veilleuse person"),
        (["--nonsense"], "veilleuse"),
    ],
)
def test_what_is_not_understood_leads_to_the_help_of_that_command(words: list[str], command: str) -> None:
    with pytest.raises(StopError) as stopped:
        build(VERBS, "en").parse_args(words)
    assert stopped.value.values["command"] == command


def test_nothing_to_do_shows_the_help_and_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en"]) == Exit.USAGE
    assert "commands:" in capsys.readouterr().out
    assert main(["--language", "en", "site"]) == Exit.USAGE
    assert "new" in capsys.readouterr().out


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == Exit.DONE
    assert re.fullmatch(r"veilleuse \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_secrets_are_never_words_of_the_command_line() -> None:
    for verb in VERBS:
        parser = build([verb], "en")
        for secret in ("--pin", "--passphrase", "--share", "--key"):
            with pytest.raises(StopError):
                parser.parse_args([*verb.words, secret, "x"])


def test_the_folder_may_stand_before_the_verb_and_after_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ("--folder", str(tmp_path))
    for words in ([*folder, "verify"], ["verify", *folder], ["--folder", "/elsewhere", "verify", *folder]):
        assert build(VERBS, "en").parse_args(words).folder == tmp_path
    assert build(VERBS, "en").parse_args([*folder, "workstation", "list"]).folder == tmp_path
    assert build(VERBS, "en").parse_args(["verify"]).folder is None
    assert main(["--language", "en", *folder, "demo", "--headless"]) == Exit.USAGE
    assert "No such option here: --folder." in capsys.readouterr().err


@pytest.mark.parametrize("words", [("open",), ("person", "pin", "change")], ids=" ".join)
def test_the_help_shows_no_recovery_where_it_is_refused(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--language", "en", *words, "--help"])
    assert "--recovery" not in capsys.readouterr().out
    assert build(VERBS, "en").parse_args([*words, "--recovery"]).recovery, (
        "typed all the same, it is told why"
    )
    main(["--language", "en", "verify", "--help"])
    assert "--recovery" in capsys.readouterr().out


def test_the_help_says_what_holds_where_nothing_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build(VERBS, "en").parse_args(["site", "new", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "(2 to 16) (by default: 3)" in shown
    assert shown.count("by default") == 1
    assert argparse.SUPPRESS not in shown
