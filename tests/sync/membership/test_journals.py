"""Journals are looked up: the same as if every announcement were folded in its turn."""

from __future__ import annotations

import random
from collections.abc import Mapping

import msgspec
import pytest

from schema.ids import Id
from sync.causality import NOTHING, Past, Spot
from sync.membership.journals import JournalInfo, Journals, Openings, Place

WORKSTATIONS = (b"w" * 16, b"x" * 16)
KEYS = (b"k" * 32, b"l" * 32, b"m" * 32)


class Said(msgspec.Struct, frozen=True):
    """One announcement."""

    info: JournalInfo
    place: Place
    spot: Spot
    past: Past


def announced(chance: random.Random, many: int) -> list[Said]:
    """Announcements of a few journals in a few strands, each in the past of some that come later."""
    found: list[Said] = []
    tops: dict[Id, int] = {}
    for number in range(many):
        info = JournalInfo(
            bytes([chance.randrange(6)]) * 16,
            chance.choice(WORKSTATIONS),
            chance.choice(("membership", "clinical")),
            chance.choice(KEYS),
        )
        strand = bytes([100 + chance.randrange(5)]) * 16
        before = Past({strand: tops[strand]}) if strand in tops else NOTHING
        known = chance.sample(found, chance.randint(0, min(3, len(found))))
        past = before.joined(one.past.with_tip(one.spot.strand, one.spot.seq) for one in known)
        tops[strand] = tops.get(strand, 0) + 1
        place = (chance.randrange(9) + 10 * tops[strand], strand, tops[strand], bytes([number]) * 32, 0)
        found.append(Said(info, place, Spot(strand, tops[strand]), past))
    return found


def folded(
    said: list[Said], past: Past | None, aside: Mapping[Spot, str], lifts: Mapping[Id, frozenset[Spot]]
) -> dict[Id, JournalInfo]:
    """The same, the slow way."""
    found: dict[Id, JournalInfo] = {}
    for one in sorted(said, key=lambda one: one.place):
        if one.spot not in aside and (past is None or past.holds(one.spot.strand, one.spot.seq)):
            lifted = lifts.get(one.info.workstation, frozenset())
            knew = frozenset(spot for spot in lifted if one.past.holds(spot.strand, spot.seq))
            found.setdefault(one.info.id, msgspec.structs.replace(one.info, knew=knew))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_the_first_in_fold_order_stands(seed: int) -> None:
    """Whatever came first, in any past and with anything set aside; what comes later changes no value."""
    chance = random.Random(seed)
    said = announced(chance, 25)
    openings = Openings()
    some: list[tuple[Journals, dict[Id, JournalInfo]]] = []
    for number, one in enumerate(said, 1):
        openings.add(one.info, one.place, one.spot, one.past)
        past = chance.choice([None, *(other.past for other in said[:number])])
        aside = {other.spot: "cut" for other in said if chance.random() < 0.2}
        lifts = {WORKSTATIONS[0]: frozenset(other.spot for other in said if chance.random() < 0.2)}
        journals = Journals(openings, past, aside, lifts)
        some.append((journals, folded(said[:number], past, aside, lifts)))
    for journals, expected in some:
        assert {one: journals.get(one) for one in expected} == expected
        assert journals == expected
        assert list(journals) == list(expected)
        assert len(journals) == len(expected)
        assert b"nobody" not in journals
        for workstation in WORKSTATIONS:
            mine = {one.seal_key for one in expected.values() if one.workstation == workstation}
            assert {key for key in KEYS if journals.seals(workstation, key)} == mine
            assert set(journals.keys_of(workstation)) == mine


def test_of_an_opening_and_another_announcement_the_first_stands() -> None:
    info = JournalInfo(b"j" * 16, WORKSTATIONS[0], "clinical", KEYS[0])
    openings = Openings()
    assert not openings.add(info, (5, b"a", 1, b"", 0), Spot(b"a", 1), NOTHING)
    for order, first in ((4, KEYS[1]), (6, KEYS[0])):
        other = msgspec.structs.replace(info, seal_key=KEYS[1])
        said = {info.id: ((order, b"b", 1, b"", 0), other)}
        journals = Journals(openings, said=said)
        assert [one.seal_key for one in journals.values()] == [first]
        assert journals.also(info, (1, b"c", 1, b"", 0)) is journals
        more = msgspec.structs.replace(info, id=b"k" * 16)
        assert list(journals.also(more, (9, b"c", 1, b"", 0))) == [info.id, more.id]
        assert list(journals) == [info.id]


def test_whether_an_announcement_takes_the_place_of_one() -> None:
    info = JournalInfo(b"j" * 16, WORKSTATIONS[0], "clinical", KEYS[0])
    openings = Openings()
    places = [(5, b"b", 1, b"", 0), (6, b"c", 1, b"", 0), (4, b"a", 1, b"", 0)]
    assert [openings.add(info, place, Spot(place[1], 1), NOTHING) for place in places] == [False, False, True]
