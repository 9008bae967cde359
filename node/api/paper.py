"""Papers: PDF bytes made by the node; what the window does with them it must show."""

from typing import Final

from node.api.base import Answer, Command

MOST_NUMBERS = 2_000
"""Of the register on one paper."""
LABELS_A_SHEET: Final = 8
"""Of the usual die-cut sheet, two columns of four."""


class MakePaper(Command, frozen=True, kw_only=True):
    """`sheet` and `label` take a course and bag; `label_sheet`, the label on an A4 sheet of labels, besides
    the first place still free there as `first`, from 1 to `LABELS_A_SHEET`; `care_plan` a patient and day;
    `day_list` a day; `register` a series and its numbers from the first to the last, at most `MOST_NUMBERS`.
    """

    what: str
    course: bytes | None = None
    bag: bytes | None = None
    patient: bytes | None = None
    day: str = ""
    series: bytes | None = None
    first: int = 0
    last: int = 0
    language: str = "fr"


class Paper(Answer, frozen=True, kw_only=True):
    """One document."""

    name: str
    pdf: bytes
    duplicate: int
    """0 for the first print of a sheet or label, n for DUPLICATA n."""
    uncounted: bool = False
    """Whether the disk did not take the count, which the page says instead."""
