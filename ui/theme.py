"""Colours, sizes and states in one place: what a state looks like is decided here and nowhere else.

A state is a word, a shape and a colour: the shape alone tells it in black and white. Colours are
Okabe and Ito's (told apart by colour-blind people), darkened or lightened for contrast where text
needs it. Plain values: Qt is told of them by `ui/style.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Hue: TypeAlias = Literal["grey", "blue", "sky", "green", "orange", "vermilion", "purple", "yellow"]
Shape: TypeAlias = Literal[
    "ring", "dot", "half", "bullseye", "tick", "cross", "square", "diamond", "triangle", "pause", "arrow",
    "tray", "octagon", "split", "dash", "link", "gap", "turn",
]  # fmt: skip

# Okabe M., Ito K.: "Color Universal Design", 2008.
OKABE_ITO: Mapping[Hue, str] = {
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
    "grey": "#7A8794",
}


@dataclass(frozen=True)
class Look:
    """How a state is drawn; `solid` fills the shape."""

    shape: Shape
    hue: Hue
    solid: bool = True


STATES: Mapping[str, Look] = {
    # doses and bags, in the order of the circuit
    "prescribed": Look("ring", "blue", solid=False),
    "ready": Look("bullseye", "blue"),
    "claimed": Look("half", "orange"),
    "in_preparation": Look("half", "orange"),
    "made": Look("dot", "orange"),
    "checked": Look("square", "purple"),
    "released": Look("tick", "blue"),
    "dispensed": Look("arrow", "sky"),
    "received": Look("tray", "sky"),
    "returned": Look("turn", "orange"),
    "given": Look("tick", "green"),
    "interrupted": Look("half", "vermilion"),
    "not_given": Look("dash", "grey"),
    # what stops
    "held": Look("pause", "vermilion"),
    "stopped": Look("octagon", "vermilion"),
    "divergent": Look("split", "vermilion"),
    "rejected": Look("cross", "vermilion"),
    "recalled": Look("triangle", "vermilion"),
    "destroyed": Look("cross", "grey"),
    "reassigned": Look("link", "grey"),
    "voided": Look("dash", "grey"),
    "yielded": Look("turn", "grey"),
    # courses, conflicts
    "ongoing": Look("dot", "blue"),
    "to_settle": Look("diamond", "vermilion"),
    "conflict": Look("diamond", "orange"),
    "alarm": Look("triangle", "vermilion"),
    "settled": Look("tick", "green"),
    "set_aside": Look("pause", "orange"),
    # identity
    "probable": Look("diamond", "orange"),
    "disputed": Look("diamond", "orange"),
    "kept_apart": Look("gap", "grey"),
    "link_asked": Look("link", "orange", solid=False),
    "linked": Look("link", "green"),
    "allergy_known": Look("triangle", "vermilion"),
    "allergy_none_known": Look("tick", "green"),
    "allergy_not_recorded": Look("dash", "grey"),
    "allergy_unavailable": Look("gap", "orange"),
    # network
    "apart": Look("gap", "orange"),
    "catching_up": Look("half", "sky"),
    "only_here": Look("turn", "orange"),
}
UNKNOWN = Look("diamond", "grey", solid=False)


def look(kind: str) -> Look:
    """The look of a state; an unknown one is a hollow diamond, never nothing."""
    return STATES.get(kind, UNKNOWN)


@dataclass(frozen=True)
class Palette:
    """The colours of one mode."""

    dark: bool
    window: str
    surface: str
    raised: str
    line: str
    strong_line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selected: str
    hover: str
    header: str
    on_header: str
    header_muted: str
    danger: str
    tones: Mapping[str, tuple[str, str]]
    """Level -> (background, foreground)."""
    hues: Mapping[Hue, str] = field(default_factory=lambda: OKABE_ITO)


LIGHT = Palette(
    dark=False,
    window="#F3F5F8",
    surface="#FFFFFF",
    raised="#F8FAFC",
    line="#DDE3EA",
    strong_line="#B4BFCB",
    text="#16212C",
    muted="#51606F",
    accent="#0072B2",
    on_accent="#FFFFFF",
    selected="#DCEBF6",
    hover="#EDF3F8",
    header="#12293D",
    on_header="#FFFFFF",
    header_muted="#A9BDCF",
    danger="#A84300",
    tones={
        "info": ("#E6F1F9", "#0B4A70"),
        "done": ("#E0F3EC", "#04573F"),
        "warning": ("#FFF3D9", "#6A4A00"),
        "refusal": ("#FDEAE0", "#8A3700"),
        "alarm": ("#FBDCCB", "#7A2E00"),
    },
)
DARK = Palette(
    dark=True,
    window="#11161B",
    surface="#1A2128",
    raised="#20282F",
    line="#2E3841",
    strong_line="#4B5864",
    text="#E7ECF0",
    muted="#A3B0BC",
    accent="#56B4E9",
    on_accent="#06202F",
    selected="#1D3B50",
    hover="#243039",
    header="#0B1319",
    on_header="#F2F6F9",
    header_muted="#90A4B5",
    danger="#FF9A5C",
    tones={
        "info": ("#17324A", "#B9DEF7"),
        "done": ("#10372C", "#A6E7D0"),
        "warning": ("#3D3112", "#F7DB9B"),
        "refusal": ("#46260F", "#FFC9A6"),
        "alarm": ("#5A2A0C", "#FFD9C0"),
    },
    hues={
        **OKABE_ITO,
        "blue": "#4EA6DC",
        "green": "#2CC197",
        "vermilion": "#FF8A3D",
        "grey": "#94A1AD",
    },
)

ZOOMS = (100, 115, 130, 150, 175, 200)


@dataclass(frozen=True)
class Theme:
    """A palette and a zoom in percent; `px` turns a size at 100 % into one at this zoom."""

    palette: Palette = LIGHT
    zoom: int = 100

    def px(self, size: int) -> int:
        """This many pixels at 100 %."""
        return max(1, size * self.zoom // 100)

    def zoomed(self, step: int) -> "Theme":
        """One step larger or smaller, within the limits."""
        at = min(range(len(ZOOMS)), key=lambda index: abs(ZOOMS[index] - self.zoom))
        return Theme(self.palette, ZOOMS[min(max(at + step, 0), len(ZOOMS) - 1)])

    def switched(self) -> "Theme":
        """Dark for light, light for dark."""
        return Theme(LIGHT if self.palette.dark else DARK, self.zoom)
