"""Whom or what a deed is about, by name."""

import pytest

from ops.cli.deeds import Found, pick
from ops.cli.errors import StopError
from tests.ops.cli.scene import Heard

AMONG = [Found(b"1", "HDJ-1"), Found(b"2", "HDJ-10"), Found(b"3", "PUI-1")]


def test_the_whole_name_comes_before_a_part_of_one() -> None:
    assert pick(AMONG, "hdj-1", Heard()).id == b"1"
    assert pick(AMONG, "pui", Heard()).id == b"3"


def test_of_several_somebody_chooses() -> None:
    assert pick(AMONG, "hdj", Heard("2")).id == b"2"


def test_a_script_is_told_to_give_the_whole_name() -> None:
    with pytest.raises(StopError) as stopped:
        pick(AMONG, "hdj", Heard(person=False, language="fr"))
    assert stopped.value.values["option"] == "le nom entier"


def test_nothing_of_that_name() -> None:
    with pytest.raises(StopError):
        pick(AMONG, "SSR", Heard())
