"""Whom a name given to a command means."""

import pytest

from ops.cli.names import named_so, with_code

PEOPLE = ("Dr MODÈLE Anne", "Dr MODÈLE Anne-Marie", "TÉMOIN Paul")


def _found(typed: str) -> list[str]:
    return named_so(PEOPLE, typed, str, lambda _: ())


def test_an_exact_name_is_nobody_elses_though_it_begins_theirs() -> None:
    assert _found("dr modèle anne ") == ["Dr MODÈLE Anne"]


def test_a_part_means_everybody_who_has_it() -> None:
    assert _found("anne") == ["Dr MODÈLE Anne", "Dr MODÈLE Anne-Marie"]
    assert _found("paul") == ["TÉMOIN Paul"]
    assert _found("personne") == []


def test_an_id_that_tells_them_apart_names_one_of_them() -> None:
    names = ["Poste B [7F3K9Q2B]", "poste B [1D5M0A8Z]"]
    assert named_so(names, "1d5m0a8z", str, lambda _: ()) == [names[1]]
    assert named_so(names, "poste b", str, lambda _: ()) == names


def test_a_code_names_one_exactly_and_never_in_part() -> None:
    codes = {"TÉMOIN Anne": ("7F3K9Q2B", ""), "MODÈLE Paul": ("1D5M0A8Z", "10000000009")}
    names = tuple(codes)

    def found(typed: str) -> list[str]:
        return named_so(names, typed, str, codes.__getitem__)

    assert found("10000000009") == ["MODÈLE Paul"]
    assert found("7f3k9q2b") == ["TÉMOIN Anne"]
    assert found("1000000") == []


@pytest.mark.parametrize("typed", ["Anne Modèle", "modele anne dr", "ANNE  MODELE", "mod an"])
def test_words_in_any_order_case_and_accents_aside(typed: str) -> None:
    assert named_so(("Dr MODÈLE Anne", "TÉMOIN Anne", "TÉMOIN Paul"), typed, str, lambda _: ()) == [
        "Dr MODÈLE Anne"
    ]


def test_the_same_words_are_nobody_elses_though_they_are_part_of_theirs() -> None:
    assert _found("anne modele dr") == ["Dr MODÈLE Anne"]
    assert _found("-") == []


def test_a_code_is_said_once() -> None:
    assert with_code("PUI-1", bytes(16)) == "PUI-1 [00000000]"
    assert with_code("PUI-1 [00000000]", bytes(16), "10") == "PUI-1 [00000000] 10"
