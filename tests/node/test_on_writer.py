"""On the writer thread itself, work is simply done."""

import pytest

from node.on_writer import here


def test_here_is_here() -> None:
    assert here(lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        here(lambda: 1 // 0)
