"""Who is who: checks, look-alikes, persons."""

from __future__ import annotations

import pytest

from node.domain.fold.links import LinkEdge
from node.domain.identity import (
    identity_trouble,
    is_ins,
    look_alike,
    look_alikes,
    person_of,
    persons,
    relation,
)
from tests.node.domain.acts import an_id
from tests.node.domain.states import TODAY, ref
from tests.node.domain.states_of_patient import identity, patient_state


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"used_name": "D’EXEMPLE"}, None),
        ({"birth_name": "X 2"}, "identity.bad_name"),
        ({"birth_name": " EXEMPLE"}, "identity.bad_name"),
        ({"first_names": "-"}, "identity.bad_name"),
        ({"birth_date": "2026-02-30"}, "identity.no_such_date"),
        ({"birth_date": "2026-03-11"}, "identity.born_in_future"),
        ({"birth_date": "2026-03-10"}, None),
        ({"birth_date": "1896-12-31"}, "identity.too_old"),
        ({"birth_date": "1897-01-01"}, None),
        ({"ipp": " 12"}, "identity.bad_ipp"),
        ({"ipp": "--"}, "identity.bad_ipp"),
        ({"ipp": "800001"}, None),
        ({"ins": "260054400000112"}, "identity.bad_ins"),
    ],
)
def test_what_is_typed_is_checked(changes: dict[str, str], code: str | None) -> None:
    refusal = identity_trouble(identity(**changes), TODAY)
    assert (refusal.code if refusal else None) == code


def _with_key(number: str, digits: str) -> str:
    return number + f"{97 - int(digits) % 97:02d}"


@pytest.mark.parametrize(
    "ins",
    [
        _with_key("2600544000001", "2600544000001"),
        _with_key("260052A000001", "2600519000001"),
        _with_key("260052B000001", "2600518000001"),
    ],
)
def test_a_national_identifier_has_a_key(ins: str) -> None:
    assert is_ins(ins)
    assert not is_ins(ins[:-2] + f"{(int(ins[-2:]) + 1) % 97:02d}")
    assert not is_ins(ins[:-1])
    assert not is_ins("٢" + ins[1:])


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ({}, {}, "same_traits"),
        ({}, {"birth_name": "Éxemple", "first_names": "CAMILLE"}, "same_traits"),
        ({}, {"sex": "M"}, None),
        ({"ipp": "80-1"}, {"ipp": "801", "birth_name": "AUTRE"}, "same_ipp"),
        ({"ins": "1" * 15, "ipp": "8"}, {"ins": "1" * 15, "ipp": "8"}, "same_ins"),
        ({"birth_name": "A"}, {"birth_name": "B"}, None),
    ],
)
def test_look_alikes_say_why(left: dict[str, str], right: dict[str, str], why: str | None) -> None:
    assert look_alike(identity(**left), identity(**right)) == why
    assert look_alike(identity(**right), identity(**left)) == why


def test_look_alikes_are_found_among_files() -> None:
    files = {
        an_id("same"): patient_state(),
        an_id("other"): patient_state(identity=identity(birth_name="AUTRE")),
        an_id("unreadable"): patient_state(identity=None),
    }
    assert dict(look_alikes(identity(), files)) == {an_id("same"): "same_traits"}


def _edge(other: str, state: str) -> LinkEdge:
    return LinkEdge(an_id(other), state, None, None, ref("yes"), None)


def test_a_person_is_a_connected_component_of_links_without_direction() -> None:
    files = {
        an_id("a"): patient_state(edges=(_edge("b", "linked"),)),
        an_id("b"): patient_state(),
        an_id("c"): patient_state(edges=(_edge("b", "linked"), _edge("d", "asked"))),
        an_id("d"): patient_state(edges=(_edge("gone", "linked"),)),
    }
    assert set(persons(files, disputed=False)) == {
        frozenset({an_id("a"), an_id("b"), an_id("c")}),
        frozenset({an_id("d")}),
    }
    assert person_of(an_id("b"), files) == {an_id("a"), an_id("b"), an_id("c")}
    assert person_of(an_id("nowhere"), files) == {an_id("nowhere")}
    assert relation(an_id("d"), an_id("c"), files) == "asked"
    assert relation(an_id("a"), an_id("d"), files) == ""


def test_a_disputed_link_still_joins_for_the_checks_of_doses_and_for_them_alone() -> None:
    files = {
        an_id("a"): patient_state(edges=(_edge("b", "linked"),)),
        an_id("b"): patient_state(edges=(_edge("a", "disputed"),)),
    }
    both = frozenset(files)
    assert persons(files, disputed=True) == (both,)
    assert person_of(an_id("a"), files, disputed=True) == both
    assert len(persons(files, disputed=False)) == 2
    assert person_of(an_id("a"), files) == {an_id("a")}
