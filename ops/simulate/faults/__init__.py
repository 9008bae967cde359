"""Everything that goes wrong on a site, drawn from one stream; one file a sort of thing.

A way to go wrong is a function `(world, chance) -> bool`: it says whether it found something to strike.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ops.simulate.chance import Chance
from ops.simulate.faults import cables, hostility, machines, members, quarrels, storage, wire

if TYPE_CHECKING:
    from ops.simulate.world import World

Way: TypeAlias = Callable[["World", Chance], bool]

WAYS: tuple[tuple[float, str, Way], ...] = (
    (0.08, "cable", cables.cable),
    (0.015, "partition", cables.partition),
    (0.01, "flapping", cables.flapping),
    (0.02, "twice_connected", cables.twice_connected),
    (0.03, "cut_in_the_middle", cables.cut_in_the_middle),
    (0.02, "stuck", cables.stuck),
    (0.03, "ping", cables.ping),
    (0.02, "crash", machines.crash),
    (0.01, "restart", machines.restart),
    (0.015, "disk_full", machines.disk_full),
    (0.008, "clock_jumps", machines.clock_jumps),
    (0.008, "clock_wrong", machines.clock_wrong),
    (0.004, "clock_dead", machines.clock_dead),
    (0.03, "receipt", machines.receipt),
    (0.03, "stick", storage.stick),
    (0.002, "destroyed", storage.destroyed),
    (0.008, "late_joiner", members.late_joiner),
    (0.08, "settled_apart", quarrels.settled_apart),
    (0.03, "written_apart", quarrels.written_apart),
    (0.05, "ordered_apart", quarrels.ordered_apart),
    (0.05, "handled_apart", quarrels.handled_apart),
    (0.03, "passed_on_apart", quarrels.passed_on_apart),
    (0.02, "linked_apart", quarrels.linked_apart),
    (0.05, "remainder_apart", quarrels.remainder_apart),
)
"""What strikes everywhere, and with what probability between two acts."""
SOMETIMES: tuple[tuple[float, tuple[tuple[float, str, Way], ...]], ...] = (
    (
        0.4,
        (
            (0.02, "doubled", wire.doubled),
            (0.02, "cut_short", wire.cut_short),
            (0.005, "oversized", wire.oversized),
            (0.02, "garbage", wire.garbage),
        ),
    ),
    (
        0.3,
        (
            (0.02, "bits_flipped", storage.bits_flipped),
            (0.004, "truncated", storage.truncated),
            (0.004, "overwritten", storage.overwritten),
        ),
    ),
    (
        0.3,
        (
            (0.005, "restored_beside", storage.restored_beside),
            (0.005, "restored_instead", storage.restored_instead),
        ),
    ),
    (0.3, ((0.01, "rights", members.rights), (0.02, "withdrawn_apart", members.withdrawn_apart))),
    (0.3, ((0.01, "pin_changed", members.pin_changed),)),
    (
        0.3,
        (
            (0.006, "removal", members.removal),
            (0.01, "suspension", members.suspension),
            (0.03, "let_in_again", members.let_in_again),
        ),
    ),
    (
        0.3,
        (
            (0.008, "rolled_back", storage.rolled_back),
            (0.006, "cloned", storage.cloned),
            (0.06, "settlement", members.settlement),
        ),
    ),
    (
        0.3,
        (
            (0.02, "newer_additive", hostility.newer_additive),
            (0.01, "newer_critical", hostility.newer_critical),
            (0.01, "newer_rule", hostility.newer_rule),
        ),
    ),
    (
        0.5,
        (
            (0.1, "hostile_act", hostility.act),
            (0.1, "hostile_bytes", hostility.wire),
            (0.01, "enrolled_again", hostility.enrolled_again),
            (0.01, "keys_of_a_vault", hostility.keys_of_a_vault),
            (0.01, "swollen", storage.swollen),
            (0.03, "hostile_branches", hostility.branches),
        ),
    ),
)
"""What strikes on some sites only: were it everywhere, nothing else would ever be looked at alone."""
RARE, OFTEN = 0.01, 4


class Faults:
    """What strikes, how often, and how often it did."""

    def __init__(self, world: "World", chance: Chance) -> None:
        self._world = world
        self._chance = chance
        drawn = [ways for share, ways in SOMETIMES if chance.happens(share) or world.plan.everything]
        # Where everything strikes, what is rare strikes often enough to meet other things.
        often = OFTEN if world.plan.everything else 1
        rare = [
            (often * share if share < RARE else share, name, way)
            for ways in drawn
            for share, name, way in ways
        ]
        self._ways = [*WAYS, *rare]
        self.counts: dict[str, int] = {}

    def only(self, probability: float, name: str, way: Way) -> None:
        """Nothing else goes wrong from now on."""
        self._ways = [(probability, name, way)]

    def strike(self) -> None:
        """Whatever goes wrong between two acts."""
        for probability, name, way in self._ways:
            if self._chance.happens(probability) and way(self._world, self._chance):
                self.counts[name] = self.counts.get(name, 0) + 1
