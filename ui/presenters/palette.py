"""The palette: every screen and every act that is possible now, found by typing a part of its name."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from node.api.agreement import CONCERNS
from ui.format import Format, folded, matches
from ui.presenters.blocks import Page

SCREENS: tuple[tuple[str, str, str], ...] = (
    ("worklist", "F2", "clipboard_list_outline"),
    ("patients", "F3", "account_search_outline"),
    ("settlement", "F4", "source_branch_remove"),
    ("catalogue", "F6", "pill"),
    ("paper", "F7", "file_document_outline"),
    ("help", "F1", "help_circle_outline"),
)
"""Screens that can be opened from anywhere: name, key, icon."""

ANYBODY = "*"
"""In place of a right: whoever is signed in."""

KEEPING: tuple[tuple[str, tuple[str, ...] | frozenset[str], str], ...] = (
    ("staff", ("site.people",), "account_multiple_outline"),
    ("members", ("site.people",), "account_key_outline"),
    ("workstations", ("site.enrol",), "desktop_classic"),
    ("forks", ("site.enrol",), "source_fork"),
    ("rules", ("site.enrol",), "scale_balance"),
    ("inviting", ("site.enrol",), "lan_connect"),
    ("register", ("prepare",), "format_list_numbered"),
    ("lot", ("stock",), "package_variant_closed"),
    ("narcotics", ("narcotics",), "safe_square_outline"),
    ("agreement", CONCERNS, "account_multiple_check_outline"),
    ("library", ("reference",), "book_check_outline"),
    ("carry", (ANYBODY,), "usb_flash_drive_outline"),
    ("aside", (), "tray_alert"),
    ("incidents", (), "clipboard_pulse_outline"),
    ("clock", (), "clock_outline"),
)
"""Screens of those who look after the site: name, rights of which one puts it on the rail, icon."""


_ONE_ANSWER: Final = (
    {"give", "not_give", "interrupt"},
    {"stop", "resume"},
    {"validate", "refuse", "hold"},
    {"go_ahead", "defer"},
    {"claim", "void"},
    {"made", "void"},
    {"release", "reject", "recall"},
    {"recall_lot", "lift_recall"},
    {"keep_remainder", "discard_remainder"},
    {"link", "keep_apart"},
    {"suspend", "lift"},
    {"propose_removal", "propose_readmission"},
    {"grant", "take"},
    {"agree", "decline"},
)
"""Acts of which a person means one and not the other: no half-typed name chooses among them (ADR 0061)."""


@dataclass(frozen=True)
class Entry:
    """One thing to do: `kind` is `screen`, `act` or `window`."""

    kind: str
    key: str
    label: str
    group: str
    shortcut: str = ""


def entries(words: Format, page: Page | None, *, signed_in: bool) -> tuple[Entry, ...]:
    """What can be done now: acts of the page in hand first, then screens, then the window itself."""
    found: list[Entry] = []
    if page is not None:
        found += [
            Entry(
                "act", action.key, action.label, words("ui.palette.act", screen=page.title), action.shortcut
            )
            for action in page.actions()
            if action.enabled
        ]
    if signed_in:
        found += [
            Entry("screen", name, words(f"ui.screen.{name}"), words("ui.palette.screen"), key)
            for name, key, _ in (*SCREENS, *((name, "", icon) for name, _, icon in KEEPING))
        ]
        found += [
            Entry("window", key, words(f"ui.act.{key}"), words("ui.palette.window"), shortcut)
            for key, shortcut in (("reload", "F5"), ("sign_out", "Ctrl+L"))
        ]
    for key, shortcut in (("dark", "Ctrl+D"), ("larger", "Ctrl++"), ("smaller", "Ctrl+-"), ("language", "")):
        found.append(Entry("window", key, words(f"ui.act.{key}"), words("ui.palette.window"), shortcut))
    return tuple(found)


def on_rail(rights: Collection[str]) -> tuple[tuple[str, str, str], ...]:
    """The screens of the rail for somebody with these rights: name, key or empty, icon."""
    held = {*rights, ANYBODY}
    return (*SCREENS, *((name, "", icon) for name, wanted, icon in KEEPING if not held.isdisjoint(wanted)))


def matching(found: tuple[Entry, ...], typed: str) -> tuple[Entry, ...]:
    """Those with every typed word in their name or group, the nearest first: see `_distance`."""
    hits = [entry for entry in found if matches(typed, entry.label, entry.group)]
    return tuple(sorted(hits, key=lambda entry: _distance(entry, typed)))


def preselected(found: tuple[Entry, ...], typed: str) -> bool:
    """Whether Enter may take the first of these: not where what was typed fits an act and its opposite."""
    if not found or not typed.strip():
        return False
    nearest = _distance(found[0], typed)
    keys = {_verb(entry.key) for entry in found if entry.kind == "act" and _distance(entry, typed) == nearest}
    return not any(len(keys & answers) > 1 for answers in _ONE_ANSWER)


def _verb(key: str) -> str:
    """The act of a button: `do:suspend` and `link:0a1b` are `suspend` and `link`."""
    return key.removeprefix("do:").partition(":")[0]


def _distance(entry: Entry, typed: str) -> int:
    """0: the whole name; 1: it begins like that; 2: its words do; 3: it contains that; 4: its group does."""
    name, wanted = " ".join(folded(entry.label).split()), " ".join(folded(typed).split())
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if all(re.search(rf"\b{re.escape(word)}", name) for word in wanted.split()):
        return 2
    return 3 if matches(typed, entry.label) else 4
