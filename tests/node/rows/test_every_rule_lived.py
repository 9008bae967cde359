"""Every rule on real replicas: whichever side came first, through a third workstation, and folded again.

The conflict stands at all of them, alarms as its row says, is asked of its owners and of nobody else, tells
who, where, when and what each side had seen in both languages, and is closed everywhere once settled.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from node.api.course import ConflictView, SideView
from node.domain.merge import journal_forked, removed_mutually
from node.domain.merge.owners import OWNERS
from node.domain.rights import ROLES
from schema.transaction import FileRef
from tests.node.rows.living import FIRST, SCENARIOS, Met, Seen, lived, rule_of
from tests.node.rows.parting import Rows
from tests.node.stations import Template
from ui.format import Format, listed
from ui.presenters import disagreement

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module", params=FIRST)
def met(
    request: pytest.FixtureRequest, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Met]:
    with lived(template, tmp_path_factory.mktemp("lived"), request.param) as site:
        yield site


def about(met: Met, scenario: str) -> tuple[str, FileRef]:
    """The rule of the conflict that this scenario is about, and the file where it hangs."""
    return rule_of(scenario), met.expected[scenario].file


def shown(met: Met, seen: Seen, scenario: str, language: str = "fr") -> Rows:
    """What a workstation shows of that conflict."""
    return seen.all[language].get(about(met, scenario), ())


def test_every_rule_has_its_scenario() -> None:
    # Two workstations that remove each other are no site any more, and a clone is none of it: they have one
    # for themselves (`test_members_lived.py`).
    assert set(map(rule_of, SCENARIOS)) == set(OWNERS) - {removed_mutually.RULE, journal_forked.RULE}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_it_stands_at_every_workstation(met: Met, scenario: str) -> None:
    expected = met.expected[scenario]
    rows = shown(met, met.found[0], scenario)
    assert rows, scenario
    for row in rows:
        assert (row.alarm, row.open, row.owners) == (expected.alarm, expected.open, OWNERS[rule_of(scenario)])
        assert {side.stamp.workstation for side in row.sides} == expected.where
    for seen in met.found[1:]:
        assert shown(met, seen, scenario) == rows, seen.station.name


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_it_is_asked_of_its_owners_and_of_nobody_else(met: Met, scenario: str) -> None:
    owning = {role for role, rights in ROLES.items() if rights & set(OWNERS[rule_of(scenario)])}
    for seen in met.found:
        asked = {role for role, inbox in seen.mine.items() if about(met, scenario) in inbox}
        assert asked == (owning if met.expected[scenario].open else set())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_it_says_who_where_when_and_what_each_had_seen(met: Met, scenario: str, language: str) -> None:
    words, now = Format(language), met.stations[2].clock.now_ms()
    said = f"conflict.{rule_of(scenario)}"
    for row in shown(met, met.found[2], scenario, language):
        sentence = disagreement.sentence(words, row)
        assert sentence == words(said) != said
        assert row.choices or not row.open or words.known(f"{said}.next", "")
        told = disagreement.versions(words, row, now)
        for side, view in zip(told.sides, row.sides, strict=True):
            who, where, when = side.origin.split(", ", 2)
            assert (who, where) == (view.stamp.person, view.stamp.workstation)
            assert words.when(view.stamp.at, now) in when
            # All had met before: how far each had seen the others is said, then what of this they had not.
            assert view.seen
            for one in view.seen:
                assert f"{one.workstation} " in side.seen
            assert _unseen(view, words) in side.seen
        assert any(met.expected[scenario].told in value for side in told.sides for value in side.values)
        assert _ignored_each_other(row) is met.expected[scenario].apart


def _unseen(side: SideView, words: Format) -> str:
    """What its author did not know of, in words; empty when there is nothing."""
    if not side.unseen:
        return ""
    many = listed((str(number + 1) for number in side.unseen), ", ")
    return words.count("ui.settlement.unseen", len(side.unseen), sides=many)


def _ignored_each_other(row: ConflictView) -> bool:
    """Each of two workstations has a side whose author did not know of one made at the other."""
    where = [side.stamp.workstation for side in row.sides]
    ignorant = {
        where[number]
        for number, side in enumerate(row.sides)
        if any(where[other] != where[number] for other in side.unseen)
    }
    return len(ignorant) > 1


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_folded_again_it_is_the_same(met: Met, scenario: str) -> None:
    for before, after in zip(met.found, met.folded_again, strict=True):
        for language in ("fr", "en"):
            assert shown(met, after, scenario, language) == shown(met, before, scenario, language)
        assert after.mine == before.mine


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_settled_it_is_closed_everywhere(met: Met, scenario: str) -> None:
    for seen in met.settled:
        rows = shown(met, seen, scenario)
        assert not any(row.open for row in rows), seen.station.name
        assert all(row.settled for row in rows) or not met.expected[scenario].ends
        assert not any(about(met, scenario) in inbox for inbox in seen.mine.values())


def test_everybody_agrees_and_nothing_is_amiss(met: Met) -> None:
    assert met.settled
    assert len({station.replica.digests() for station in met.stations}) == 1
