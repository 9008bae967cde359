"""Random books of a lot and of a vault over three workstations: anything that people may record there."""

from __future__ import annotations

from random import Random

from node.domain.lot import lot_file_id
from schema.acts.lot import LotPutBack, LotRecalled
from schema.acts.narcotics import VaultOpened, VaultReconciled, VaultWitnessed
from schema.codec import Wire
from tests.node.domain.acts import Site, an_id
from tests.node.domain.lot_splits import (
    COURSE,
    NAMED,
    counted,
    discarded,
    kept,
    moved,
    received,
    set_out,
    used,
)
from tests.node.domain.vault_splits import VAULT, counting, entry, handing


def random_lot(random: Random) -> Site:
    """One lot."""
    site, stations = Site(), ("a", "b", "c")
    for _ in range(30):
        if random.random() < 0.2:
            site.meet(*random.sample(stations, 2))
        site.act(random.choice(stations), _body(random), lot_file_id(NAMED))
    return site


def _body(random: Random) -> Wire:
    name = random.choice("abc")
    return random.choice(
        [
            received(random.randint(1, 9)),
            moved(random.choice([-3, -1, 2])),
            set_out(random.randint(1, 3), name),
            LotPutBack(NAMED, 1, COURSE, an_id(name)),
            counted(random.randint(0, 9), random.randint(-2, 9), random.randint(0, 3)),
            LotRecalled(NAMED, "r", ""),
            kept(name),
            used(name, random.randint(1, 3), random.choice("abc")),
            discarded(name),
        ]
    )


def random_vault(random: Random) -> Site:
    """One vault."""
    site = Site()
    stations, people = ("a", "b", "c"), ("alice", "bob")
    site.act("a", VaultOpened("Coffre", an_id("a")), VAULT)
    for _ in range(28):
        if random.random() < 0.25:
            site.meet(*random.sample(stations, 2))
        station, by = random.choice(stations), random.choice(people)
        some = random.choice(site.acts).ref
        hour = random.randint(0, 4)
        body = random.choice(
            [
                entry(random.choice(["in", "out", "destroyed"]), random.randint(1, 5), hour),
                entry("out", 1, hour, product="morphine FICTIVE 10 mg/mL ampoule"),
                counting(random.randint(0, 9), random.randint(-1, 9), hour),
                handing(random.choice(stations), random.randint(0, 9), random.randint(0, 9), hour),
                VaultWitnessed(some),
                VaultWitnessed(site.acts[-1].ref),
                VaultReconciled(some, (some,), random.choice(["counted", "added"]), "vu"),
            ]
        )
        site.act(station, body, VAULT, by=by)
    return site
