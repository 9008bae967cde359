"""What the two sides of the enclosure tell each other, and the marks that figures are held against."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

SCENES: Final = (
    "discovery",
    "new_act",
    "cable",
    "bad_cable",
    "twice_one_address",
    "no_multicast",
    "late_card",
)
"""In the order in which they are played: the first makes the site that the others use."""


class Plan(msgspec.Struct, frozen=True):
    """Which scenes, with how many workstations and acts, in which folder."""

    folder: str
    scenes: tuple[str, ...]
    workstations: int
    acts: int


class Played(msgspec.Struct, frozen=True):
    """One scene: its figures, or what went wrong."""

    scene: str
    figures: dict[str, Any]
    wrong: str


class Mark(msgspec.Struct, frozen=True):
    """A figure of a scene and what it should not exceed."""

    scene: str
    figure: str
    """`group.value` in the scene's figures."""
    at_most: int

    def of(self, figures: Mapping[str, Any]) -> float:
        """This figure among the scene's."""
        group, value = self.figure.split(".")
        return float(figures[group][value])

    def met(self, figures: Mapping[str, Any]) -> bool:
        """Whether the scene kept it."""
        return self.of(figures) <= self.at_most


MARKS: Final = (Mark("new_act", "ms.median", 150), Mark("cable", "link_up_to_converged_s.median", 3))


def marks_of(played: Played) -> tuple[Mark, ...]:
    """What a scene's figures are held against."""
    return tuple(mark for mark in MARKS if mark.scene == played.scene)
