"""With whom what is shown was last confirmed: of everybody else, with one look at receipts and peers."""

from __future__ import annotations

from node.api.site import PeerView
from node.handlers.confirming import confirming
from node.reach import Alone
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import exchange


class Counting(Alone):
    """A network that counts how often it is asked who is there."""

    asked = 0

    def peers(self) -> tuple[PeerView, ...]:
        self.asked += 1
        return super().peers()


def test_everybody_else_is_named_however_much_is_shown_with_one_look(stations: Three) -> None:
    pharmacy, hospital, _ = stations
    patient = circuit.create(pharmacy)
    heads = circuit.record(pharmacy, patient).heads
    pharmacy.desk.network = network = Counting(pharmacy.desk)
    before = confirming(pharmacy.desk)
    exchange(pharmacy, hospital)
    after = confirming(pharmacy.desk)
    for _ in range(3):
        assert {one.workstation: one.holds for one in before(heads, ())} == {"HDJ-1": False, "USC-1": False}
        assert {one.workstation: one.holds for one in after(heads, ())} == {"HDJ-1": True, "USC-1": False}
    assert network.asked == 2
