"""Those of one name are told apart by an id, and nobody else."""

from schema.ids import short_text
from schema.naming import told_apart


def test_those_of_one_name_are_told_apart_by_a_short_id() -> None:
    rows = [("Poste B", b"\x01" * 16), ("Poste A", b"\x02" * 16), ("poste B", b"\x03" * 16)]
    names = told_apart(rows, lambda one: one[0], lambda one: one[1])
    assert names == [f"Poste B [{short_text(rows[0][1])}]", "Poste A", f"poste B [{short_text(rows[2][1])}]"]
