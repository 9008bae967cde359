"""Whom a name given to a command means."""

from ops.cli.names import named_so, told_apart
from schema.ids import short_text

PEOPLE = ("Dr MODÈLE Anne", "Dr MODÈLE Anne-Marie", "TÉMOIN Paul")


def _found(typed: str) -> list[str]:
    return named_so(PEOPLE, typed, str)


def test_an_exact_name_is_nobody_elses_though_it_begins_theirs() -> None:
    assert _found("dr modèle anne ") == ["Dr MODÈLE Anne"]


def test_a_part_means_everybody_who_has_it() -> None:
    assert _found("anne") == ["Dr MODÈLE Anne", "Dr MODÈLE Anne-Marie"]
    assert _found("paul") == ["TÉMOIN Paul"]
    assert _found("personne") == []


def test_those_of_one_name_are_told_apart_by_an_id_which_names_them() -> None:
    rows = [("Poste B", b"\x01" * 16), ("Poste A", b"\x02" * 16), ("poste B", b"\x03" * 16)]
    names = told_apart(rows, lambda one: one[0], lambda one: one[1])
    assert names == [f"Poste B [{short_text(rows[0][1])}]", "Poste A", f"poste B [{short_text(rows[2][1])}]"]
    assert named_so(names, short_text(rows[2][1]).lower(), str) == [names[2]]
    assert named_so(names, "poste b", str) == [names[0], names[2]]
