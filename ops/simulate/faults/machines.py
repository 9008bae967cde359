"""Programs die and start again, disks fill up, clocks are wrong."""

from functools import partial
from typing import TYPE_CHECKING

from ops.simulate.chance import Chance
from ops.simulate.disk import CRASH_POINTS

if TYPE_CHECKING:
    from ops.simulate.station import Station
    from ops.simulate.world import World

YEARS = 365 * 86_400_000
JUMPS, WRONG = (0, -3_600_000, 3_600_000, 86_400_000), (-40 * YEARS, -YEARS, 2 * YEARS)
"""Ms: the wrong time zone, or put right; a careless hand."""


FEWEST = 3
"""Workstations of a site that nobody takes away."""


def any_of(world: "World", chance: Chance) -> "Station | None":
    """A workstation that runs."""
    return chance.pick(world.running) if world.running else None


def spare(world: "World", chance: Chance) -> "Station | None":
    """A workstation that the site can do without."""
    others = [station for station in world.running if station is not world.stations[0]]
    return chance.pick(others) if len(others) >= FEWEST else None


def crash(world: "World", chance: Chance) -> bool:
    """Its next write, or one soon after, is the last: at a named point of it, or in any statement."""
    station = any_of(world, chance)
    if station is not None:
        point = chance.pick(CRASH_POINTS)
        station.disk.die_at(point, chance.between(0, 40 if point == "statement" else 4))
    return station is not None


def restart(world: "World", chance: Chance) -> bool:
    """Switched off for a while."""
    station = any_of(world, chance)
    if station is not None:
        world.switch_off(station)
        world.timeline.after(chance.between(1_000, 3_600_000), partial(world.restart, station))
    return station is not None


def disk_full(world: "World", chance: Chance) -> bool:
    """No room for a while."""
    station = any_of(world, chance)
    if station is None:
        return False
    station.disk.fill(station.replica.connection)
    world.timeline.note("full", station.name)

    def room() -> None:
        if station.runs and station.disk.full:
            station.disk.empty(station.replica.connection)
            world.network.started(station)

    world.timeline.after(chance.between(1_000, 900_000), room)
    return True


def clock_jumps(world: "World", chance: Chance) -> bool:
    """By hours, or it is put right."""
    return _set_clock(world, chance, chance.pick(JUMPS))


def clock_wrong(world: "World", chance: Chance) -> bool:
    """By years."""
    return _set_clock(world, chance, chance.pick(WRONG))


def clock_dead(world: "World", chance: Chance) -> bool:
    """Its battery is empty: it begins in 1970 again."""
    return _set_clock(world, chance, -world.timeline.now)


def _set_clock(world: "World", chance: Chance, offset: int) -> bool:
    station = any_of(world, chance)
    if station is not None:
        station.clock.offset = offset
        world.timeline.note("clock", station.name, offset)
    return station is not None


def receipt(world: "World", chance: Chance) -> bool:
    """A workstation says what it holds."""
    station = any_of(world, chance)
    if station is not None:
        with world.guarded(station):
            station.publish_receipt()
            world.network.changed(station)
    return station is not None
