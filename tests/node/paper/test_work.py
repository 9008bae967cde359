"""A computation in words holds every number that it was made from."""

import re

import pytest
from msgspec.structs import replace

from node.api.prescription import OUTRIGHT
from node.paper.wording import Wording
from node.paper.work import work_of
from schema.computation import Choice, Figure, Reduction
from schema.quantity import Quantity, Unit
from tests.node.paper.examples import DOSE, SURFACE


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_inputs_steps_rounding_and_result() -> None:
    work = work_of(DOSE, Wording("fr"))
    said = _plain(work.details)
    assert all(
        number in said
        for number in ("100 mg/m²", "1,6583 m²", "165,83 mg", "multiple de 1 mg le plus proche")
    )
    assert _plain(work.result) == "= 166 mg"


def test_cap_and_reduction_with_its_reason() -> None:
    changed = replace(
        DOSE,
        cap=Quantity("2", Unit.MG),
        reduction=Reduction(Quantity("20", Unit.PERCENT), "neuropathie de grade 2"),
    )
    said = _plain(work_of(changed, Wording("fr")).details)
    assert "plafonné à 2 mg" in said
    assert "réduction de 20 %" in said
    assert "neuropathie de grade 2" in said


def test_what_was_not_applied_is_not_said() -> None:
    said = work_of(replace(SURFACE, rounding=None), Wording("fr")).details
    assert not any(word in said for word in ("plafonné", "réduction", "arrondi"))


def test_what_lowered_the_dose_is_said_before_its_effect() -> None:
    steps = (
        *DOSE.steps,
        Figure("capped", Quantity("120", Unit.MG)),
        Figure("reduced", Quantity("96", Unit.MG)),
    )
    changed = replace(
        DOSE,
        steps=steps,
        cap=Quantity("120", Unit.MG),
        reduction=Reduction(Quantity("20", Unit.PERCENT), "neuropathie de grade 2"),
    )
    said = _plain(work_of(changed, Wording("fr")).details)
    order = [
        "165,83 mg",
        "plafonné à 120 mg",
        "dose plafonnée 120 mg",
        "réduction de 20 %",
        "dose réduite 96 mg",
    ]
    assert [said.index(part) for part in order] == sorted(said.index(part) for part in order)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_name_has_its_words(language: str) -> None:
    for computation in (SURFACE, DOSE):
        work = work_of(computation, Wording(language))
        assert not re.search(r"(formula|figure|choice|unit)\.", work.formula + work.details + work.result)


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "dose du prescripteur à la place de 165 mg"), ("en", "the prescriber’s dose in place of 165 mg")],
)
def test_an_outright_dose_says_which_it_replaces(language: str, said: str) -> None:
    changed = replace(DOSE, choices=(Choice(OUTRIGHT, "165 mg"),))
    assert said in _plain(work_of(changed, Wording(language)).details)
