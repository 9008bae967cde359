"""Named streams: repeatable, and each leaves the others alone."""

import subprocess
import sys

from ops.simulate.chance import Chance


def test_the_same_name_draws_the_same() -> None:
    one, two = Chance("seed", 7), Chance("seed", 7)
    assert [one.between(0, 9) for _ in range(50)] == [two.between(0, 9) for _ in range(50)]
    assert one(16) == two(16)
    assert Chance("seed", 8)(16) != Chance("seed", 7)(16)


def test_a_draw_in_one_stream_changes_no_other() -> None:
    calm, busy = Chance("seed", 7), Chance("seed", 7)
    busy(1000)
    assert calm.child("network")(16) == busy.child("network")(16)
    assert calm.child("network")(16) != calm.child("disk")(16)


def test_another_process_draws_the_same() -> None:
    """No hash of Python's own, which each process salts anew, is behind it."""
    words = "from ops.simulate.chance import Chance; print(Chance('seed', 7).child('disk')(16).hex())"
    said = subprocess.run([sys.executable, "-c", words], stdout=subprocess.PIPE, check=True).stdout
    assert said.decode().strip() == Chance("seed", 7).child("disk")(16).hex()


def test_what_is_certain_happens_and_what_is_impossible_does_not() -> None:
    chance = Chance("seed")
    assert all(chance.happens(1) for _ in range(100))
    assert not any(chance.happens(0) for _ in range(100))


def test_both_ends_of_a_range_come_up() -> None:
    chance = Chance("seed")
    assert {chance.between(1, 3) for _ in range(200)} == {1, 2, 3}


def test_picking_weighing_and_shuffling_invent_nothing() -> None:
    chance, items = Chance("seed"), ("a", "b", "c")
    assert {chance.pick(items) for _ in range(200)} == set(items)
    assert {chance.weighed(items, (0, 1, 0)) for _ in range(50)} == {"b"}
    orders = {tuple(chance.shuffled(items)) for _ in range(200)}
    assert len(orders) == 6
    assert all(sorted(order) == list(items) for order in orders)
