"""Every error says in both languages what is wrong and what to do."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

import pytest
from msgspec.structs import fields

from node.paper.careplan_data import CarePlan
from node.paper.data import Part
from node.paper.daylist_data import DayList
from node.paper.errors import (
    BadGridError,
    BadStartError,
    DamagedCodeError,
    ForeignCodeError,
    MissingFieldError,
    NewerCodeError,
    PaperError,
    TooTallError,
)
from node.paper.label_data import BagLabel, LabelSheet
from node.paper.register_data import RegisterPages
from node.paper.shares import SharePages
from node.paper.sheet_data import Sheet
from schema.refusal import value_shown

ERRORS = [
    MissingFieldError("patient.ward"),
    TooTallError(),
    BadStartError(9, 8),
    BadGridError(),
    ForeignCodeError(),
    NewerCodeError(),
    DamagedCodeError(),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sentence_is_whole(error: PaperError, language: str) -> None:
    sentence = error.sentence(language)
    assert sentence != error.msgid
    assert "{" not in sentence
    assert sentence.endswith(".")


def test_a_missing_datum_is_named_in_the_words_that_people_know() -> None:
    error = MissingFieldError("labels[0].patient.ward")
    assert error.field == "labels[0].patient.ward"
    assert "service du patient" in error.sentence("fr")
    assert "the patient’s ward" in error.sentence("en")


def _parts(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inside in get_args(annotation):
        yield from _parts(inside)


def _data(kind: type[Part], path: str = "") -> Iterator[str]:
    """The path of every datum of a paper, whether it is mandatory or not, as `require` writes it."""
    for field in fields(kind):
        here, inside = path + field.name, list(_parts(field.type))
        if field.type in {str, bytes, tuple[str, ...]} or get_origin(field.type) is Annotated:
            yield here
        for part in inside:
            yield from _data(part, f"{here}[0]." if get_origin(field.type) is not None else f"{here}.")


@pytest.mark.parametrize("paper", [BagLabel, CarePlan, DayList, LabelSheet, RegisterPages, SharePages, Sheet])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_whatever_a_paper_may_lack_has_words(paper: type[Part], language: str) -> None:
    missing = [*_data(paper), "plans", "sheets"]
    assert len(missing) > 5
    codes = {MissingFieldError(path).datum for path in missing}
    assert not {code for code in codes if value_shown("field", code, language) == code}
