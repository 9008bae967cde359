"""Before anything that records or prints a date, a person looks at their watch."""

from __future__ import annotations

import pytest

from node.api import messages
from node.api.base import Command
from node.api.clock import ClockConfirmed, ConfirmClock
from node.api.paper import MakePaper
from node.api.patient import Measure, NotePatient
from node.api.session import SignIn
from node.handlers.clock import DATED
from node.store.files import reopen
from node.timekeeper import Timekeeper
from schema.acts.base import Told
from schema.quantity import Quantity, Unit
from schema.transaction import Tip
from tests.node import circuit
from tests.node.stations import MORNING, TODAY, Station

MINUTE, DAY = 60_000, 86_400_000


@pytest.fixture
def alone(site: Station) -> Station:
    """Started by itself on the day after its newest act."""
    site.clock.advance(days=1)
    site.desk.timekeeper = Timekeeper(site.clock, site.desk.newest_own(), asks=True)
    return site


def doubt(site: Station) -> str:
    status = site.strip()
    return status.clock_doubt


def weight(site: Station, patient: bytes) -> Measure:
    told = Told(site.clock.now_ms(), False, None, "seen")
    return Measure(patient=patient, what="weight", value=Quantity("70", Unit.KG), told=told)


def flags(site: Station) -> list[bool]:
    """Of each transaction of the clinical journal, whether its clock was in doubt."""
    tip = site.desk.replica.vector("all")[site.desk.journal()]
    number = site.replica.chain.numbers[tip.journal]
    rows = site.replica.connection.rows(
        "SELECT data FROM transactions WHERE journal = ? ORDER BY seq", (number,)
    )
    return [reopen(bytes(row[0]))[1].doubtful for row in rows]


def test_nothing_dated_before_somebody_confirms(alone: Station) -> None:
    before = len(flags(alone))
    patient = circuit.create(alone)
    assert doubt(alone) == "alone"
    assert alone.refused("nurse", weight(alone, patient)) == "clock.doubtful"
    papers = MakePaper(what="day_list", day=TODAY, language="fr")
    assert alone.refused("nurse", papers) == "clock.doubtful"
    alone.do("nurse", NotePatient(patient=patient, text="sans heure"))
    confirmed = alone.get("nurse", ConfirmClock(at=alone.clock.now_ms()), ClockConfirmed)
    assert confirmed.now == alone.clock.now_ms()
    assert doubt(alone) == ""
    alone.do("nurse", weight(alone, patient))
    # The session, the file and the note were written in doubt, and say so for ever.
    assert flags(alone)[before:] == [True, True, True, False]


def test_a_slow_clock_is_corrected_by_a_person(alone: Station) -> None:
    """The nurse's watch is right: once she has said so, her hour is no longer in the future."""
    patient = circuit.create(alone)
    watch = alone.clock.now_ms() + 3 * 60 * MINUTE
    alone.get("nurse", ConfirmClock(at=watch), ClockConfirmed)
    told = Told(watch, False, None, "seen")
    recorded = alone.do(
        "nurse", Measure(patient=patient, what="weight", value=Quantity("70", Unit.KG), told=told)
    )
    assert alone.desk.names.stamp(recorded.acts[0]).at >= watch
    assert alone.refused("nurse", ConfirmClock(at=MORNING - 20 * 366 * DAY)) == "clock.impossible"


def test_it_takes_a_person(alone: Station) -> None:
    answer = alone.call(None, ConfirmClock(at=alone.clock.now_ms()))
    assert getattr(answer, "code", "") == "session.none"
    assert doubt(alone) == "alone"


def test_the_newest_act_of_either_journal_counts(site: Station) -> None:
    site.session("nurse")
    tip, at = site.desk.newest_own() or (Tip(b"", 0, b""), 0)
    assert (tip.journal, at) == (site.desk.journal(), site.clock.now_ms())
    site.clock.advance(days=-2)
    site.desk.timekeeper = Timekeeper(site.clock, site.desk.newest_own(), asks=True)
    assert doubt(site) == "behind"


def test_what_is_done_in_doubt_ends_no_doubt_here_nor_after_a_start(site: Station) -> None:
    site.session("nurse")
    site.clock.advance(days=-700)
    for _ in range(2):
        site.desk.timekeeper = Timekeeper(site.clock, site.desk.newest_own(), asks=True)
        assert doubt(site) == "behind"
        site.sign_in_again("nurse")
        assert doubt(site) == "behind"
    assert flags(site)[-1]
    site.get("nurse", ConfirmClock(at=site.clock.now_ms()), ClockConfirmed)
    assert doubt(site) == ""
    circuit.create(site)
    assert (doubt(site), flags(site)[-1]) == ("", False)


def test_everything_told_is_dated() -> None:
    """A command that says when something happened, or signs for a day, is not forgotten here."""
    told = {kind for kind in messages.COMMANDS if "told" in getattr(kind, "__struct_fields__", ())}
    assert told
    assert told <= DATED
    assert not DATED & {SignIn, NotePatient, ConfirmClock, Command}
