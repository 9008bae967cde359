"""The help screen: every key, and what each screen is for, in the language of the window."""

from ui.presenters.base import Presenter
from ui.presenters.blocks import Actions, Cell, Column, Grid, Page, Prose, Row
from ui.presenters.desk import Place

KEYS: tuple[tuple[str, str], ...] = (
    ("F1", "help"),
    ("F2", "worklist"),
    ("F3", "patients"),
    ("F4", "settlement"),
    ("F6", "catalogue"),
    ("F7", "paper"),
    ("Ctrl+K", "palette"),
    ("Ctrl+Enter", "primary"),
    ("Alt+Left", "back"),
    ("Esc", "escape"),
    ("Tab", "tab"),
    ("F8", "region"),
    ("Enter", "enter"),
    ("Space", "space"),
    ("F5", "refresh"),
    ("Ctrl+L", "sign_out"),
    ("Ctrl+D", "dark"),
    ("Ctrl++", "zoom"),
)
"""Keys and the texts `ui.key.<name>` that say what they do."""

_SCREENS = (
    "worklist",
    "patients",
    "patient",
    "correction",
    "inclusion",
    "course",
    "prescription",
    "validation",
    "preparation",
    "release",
    "dispensing",
    "administration",
    "settlement",
    "reattribution",
    "register",
    "lot",
    "narcotics",
    "paper",
    "catalogue",
    "staff",
    "members",
    "workstations",
    "agreement",
    "forks",
    "aside",
    "rules",
    "inviting",
    "library",
    "carry",
    "incidents",
    "clock",
)


class Help(Presenter):
    """What F1 shows."""

    name = "help"

    def act_incidents(self) -> None:
        self.desk.open(Place("incidents"))

    def page(self) -> Page:
        words = self.words
        return Page(
            title=words("ui.screen.help"),
            subtitle=words("ui.help.subtitle"),
            blocks=(
                Prose(key="lead", text=words("ui.help.lead"), slot="top"),
                Grid(
                    key="screens",
                    columns=(Column(words("ui.help.screen"), 2), Column(words("ui.help.what"), 7)),
                    rows=tuple(
                        Row(
                            name,
                            (Cell(words(f"ui.screen.{name}"), strong=True), Cell(words(f"ui.help.{name}"))),
                        )
                        for name in _SCREENS
                    ),
                    empty="",
                ),
                Grid(
                    key="keys",
                    slot="side",
                    columns=(Column(words("ui.help.key"), 2), Column(words("ui.help.does"), 4)),
                    rows=tuple(
                        Row(
                            key,
                            (
                                Cell(words.known(f"ui.keyname.{key}", key), strong=True),
                                Cell(words(f"ui.key.{name}")),
                            ),
                        )
                        for key, name in KEYS
                    ),
                    empty="",
                ),
                Prose(key="scanner", text=words("ui.help.scanner"), role="muted"),
                Actions(
                    key="actions",
                    slot="bottom",
                    actions=(
                        self.button("incidents", enabled=self.desk.person is not None),
                        self.button("return", primary=True, icon="chevron_left"),
                    ),
                ),
            ),
        )
