"""The documents name only what exists: commands and their options, files, tests, decisions.

What runs is looked at here, not whether it is well said.
"""

import re
import shlex
from collections import Counter
from pathlib import Path

import pytest

from ops.cli.parser import Parser, Verb
from ops.cli.verbs import VERBS
from tests.tree import PACKAGES, ROOT, repository_files

PAGES = [path for path in repository_files() if path.suffix == ".md" and not path.is_relative_to("tests")]
DECISIONS = [path for path in PAGES if re.match(r"ops/decisions/\d{4}-", str(path))]

_STARTS = ("uv run veilleuse", "sh ops/start", "veilleuse")
_BY_START_ITSELF = {"test", "prepare"}
_MARKS_IN_FILES = {"veilleuse bundle", "veilleuse vault"}
_GROUPS = {verb.words[:size] for verb in VERBS for size in range(1, len(verb.words))}
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(rf"(?:{'|'.join((*PACKAGES, 'tests'))}|\.ci|\.github)/[\w./-]*")


def text_of(page: Path) -> str:
    """A page as written."""
    return (ROOT / page).read_text(encoding="utf-8")


def code_of(page: Path) -> list[str]:
    """What a page shows as code: spans, and lines of blocks without their comments."""
    text = text_of(page)
    blocks = [
        line.split("  #")[0].strip() for block in _FENCED.findall(text) for line in block.splitlines()[1:-1]
    ]
    return [*blocks, *re.findall(r"`([^`\n]+)`", _FENCED.sub("", text))]


def commands_of(page: Path) -> list[list[str]]:
    """The commands a page names, as words behind `veilleuse` (or what stands for it)."""
    found = []
    for code in code_of(page):
        start = next((start for start in _STARTS if code == start or code.startswith(start + " ")), None)
        if start is not None and code not in _MARKS_IN_FILES:
            words = shlex.split(code.removeprefix(start))
            if start != "sh ops/start" or not words or words[0] not in _BY_START_ITSELF:
                found.append(words)
    return found


def verb_of(words: list[str]) -> Verb | None:
    """The verb whose words these begin with."""
    return next((verb for verb in VERBS if tuple(words[: len(verb.words)]) == verb.words), None)


def wrong_with(words: list[str]) -> str:
    """Why there is no such command; empty when there is."""
    if not words or words[0].startswith("-") or tuple(words) in _GROUPS or "…" in words[0]:
        return ""
    verb = verb_of(words)
    if verb is None:
        return "no such verb"
    parser = Parser("en", "veilleuse", "")
    verb.options(parser)
    known = {name for action in parser._actions for name in action.option_strings}
    rest = words[len(verb.words) :]
    unknown = [word for word in rest if word.startswith("--") and word.split("=")[0] not in known]
    if unknown:
        return f"no option {unknown[0]}"
    if verb.words == ("help",) and rest and verb_of(rest) is None and rest != ["exit-codes"]:
        return "no help of that"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_command_named_exists(page: Path) -> None:
    wrong = [(words, why) for words in commands_of(page) if (why := wrong_with(words))]
    assert not wrong


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", _FENCED.sub("", text_of(page)))
    local = [(ROOT / page).parent / target for target in targets if "://" not in target]
    assert not [str(path) for path in local if not path.exists()]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_path_named_exists(page: Path) -> None:
    missing = []
    for code in code_of(page):
        path, _, test = code.partition("::")
        gone = _PATH.fullmatch(path) and not (ROOT / path).exists()
        if gone or (test and f"def {test}(" not in text_of(Path(path))):
            missing.append(code)
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_decision_named_exists(page: Path) -> None:
    named = {
        number
        for list_ in re.findall(r"ADR ((?:\d{4})(?:, \d{4})*)", text_of(page))
        for number in list_.split(", ")
    }
    named |= set(re.findall(r"\((?:see )?(\d{4})\)", text_of(page)))
    assert named <= {path.name[:4] for path in DECISIONS}


def test_decisions_are_numbered_once_and_all_in_the_index() -> None:
    numbers = Counter(path.name[:4] for path in DECISIONS)
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert max(numbers.values()) == 1
    index = text_of(Path("ops/decisions/README.md"))
    assert not [path.name for path in DECISIONS if f"[{path.name[:4]}]({path.name})" not in index]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name[:4])
def test_a_decision_says_what_lost(page: Path) -> None:
    text = text_of(page)
    assert text.startswith(f"# {page.name[:4]} ")
    assert "\nStatus: " in text
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert "Context" in headings
    assert "Decision" in headings
    assert any("lost" in heading for heading in headings)


def test_every_verb_is_in_the_documents() -> None:
    named = {
        verb.words for page in PAGES for words in commands_of(page) if (verb := verb_of(words)) is not None
    }
    assert not [verb.words for verb in VERBS if verb.words not in named]


def test_the_first_screen_gives_the_two_commands() -> None:
    first = text_of(Path("README.md")).split("\n## ")[0]
    assert all(
        command in first
        for command in ("sh ops/start demo", "sh ops/start test", "uv run veilleuse demo", "uv run pytest")
    )
    assert "(ops/picture.png)" in first


def test_every_guarantee_names_a_test() -> None:
    rows = re.findall(r"^\| (G\d+) \| .* \| (.*) \|$", text_of(Path("ops/threats.md")), re.MULTILINE)
    assert [name for name, _ in rows] == [f"G{number}" for number in range(1, len(rows) + 1)]
    assert not [name for name, shown in rows if "::test_" not in shown]


def test_every_guarantee_and_remainder_named_exists() -> None:
    text = text_of(Path("ops/threats.md"))
    defined = set(re.findall(r"^\| (G\d+) \|", text, re.MULTILINE)) | set(
        re.findall(r"^\*\*(R\d+)\.", text, re.MULTILINE)
    )
    assert set(re.findall(r"\b([GR]\d+)\b", text)) <= defined


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["verify", "--heal"], ""),
        (["bench"], ""),
        (["help", "site", "new"], ""),
        (["verify", "--mend"], "no option --mend"),
        (["verfy"], "no such verb"),
        (["help", "verfy"], "no help of that"),
    ],
)
def test_the_search_finds(words: list[str], why: str) -> None:
    assert wrong_with(words) == why
