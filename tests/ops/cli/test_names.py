"""Whom a name given to a command means."""

from ops.cli.names import named_so

PEOPLE = ("Dr MODÈLE Anne", "Dr MODÈLE Anne-Marie", "TÉMOIN Paul")


def _found(typed: str) -> list[str]:
    return named_so(PEOPLE, typed, str)


def test_an_exact_name_is_nobody_elses_though_it_begins_theirs() -> None:
    assert _found("dr modèle anne ") == ["Dr MODÈLE Anne"]


def test_a_part_means_everybody_who_has_it() -> None:
    assert _found("anne") == ["Dr MODÈLE Anne", "Dr MODÈLE Anne-Marie"]
    assert _found("paul") == ["TÉMOIN Paul"]
    assert _found("personne") == []
