"""What the fictive node says of carries."""

from __future__ import annotations

from node.api.base import Answer, Refused
from node.api.carry import CarryIn, CarryOut, CarryState, CarryTaken, CarryWritten, GetCarry
from tests.ui.fake_site import NOW
from ui.presenters.desk import Listed

STICK = "/media/fictif/CLE"
FILES = (
    Listed("photo.jpg", f"{STICK}/photo.jpg", 2_400_000, NOW - 86_400_000),
    Listed(
        "veilleuse-carry-ch-de-valfictif-hdj-1-2026-11-20.age",
        f"{STICK}/veilleuse-carry-ch-de-valfictif-hdj-1-2026-11-20.age",
        48_213,
        NOW - 86_400_000,
    ),
    Listed(
        "veilleuse-carry-ch-de-valfictif-serv-2-2026-11-21.age",
        f"{STICK}/veilleuse-carry-ch-de-valfictif-serv-2-2026-11-21.age",
        1_240_000,
        NOW - 3_600_000,
    ),
)
WRITTEN = CarryWritten(
    path=f"{STICK}/veilleuse-carry-ch-de-valfictif-pui-1-2026-11-21.age",
    size=213_004,
    transactions=412,
    records=14,
    blobs=0,
    readers=("HDJ-1", "PUI-2", "SERV-2"),
    own_disk=False,
)
TAKEN = CarryTaken(
    written_by="SERV-2",
    written_at=NOW - 3_600_000,
    transactions=17,
    acts=31,
    aside={},
    records=1,
    blobs=0,
    waiting=0,
    refused=0,
    trouble="",
    values={},
)


class FakeCarry:
    """Handlers of a node that writes and reads carries; a test says how far it is."""

    carry = CarryState()
    fails_at_once: Refused | None = None
    """How what is taken in ends before its beginning was answered."""

    def _get_carry(self, _: GetCarry) -> Answer:
        return self.carry

    def _carry_out(self, _: CarryOut) -> Answer:
        self.carry = CarryState(number=self.carry.number + 1, what="out", running=True)
        return self.carry

    def _carry_in(self, _: CarryIn) -> Answer:
        fails = self.fails_at_once
        self.carry = CarryState(number=self.carry.number + 1, what="in", running=fails is None, refused=fails)
        return self.carry
