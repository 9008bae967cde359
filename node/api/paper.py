"""Papers: PDF bytes made by the node; what the window does with them it must show."""

from node.api.base import Answer, Command


class MakePaper(Command, frozen=True, kw_only=True):
    """`sheet` and `label` take a course and bag; `care_plan` a patient and day; `day_list` a day."""

    what: str
    course: bytes | None = None
    bag: bytes | None = None
    patient: bytes | None = None
    day: str = ""
    language: str = "fr"


class Paper(Answer, frozen=True, kw_only=True):
    """One document."""

    name: str
    pdf: bytes
    duplicate: int
    """0 for the first print of a sheet or label, n for DUPLICATA n."""
