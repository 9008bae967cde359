"""Who tells what."""

from __future__ import annotations

import hashlib

from node.api.base import PersonView, Stamp
from node.api.course import SeenView
from node.domain.history import Act
from node.views.teller import Teller
from schema.acts.patient import PatientNoted
from schema.acts.preparation import PreparationClaimed
from schema.acts.regimen import LimitsSigned
from schema.ids import Id
from schema.transaction import ActRef
from tests.node.domain.acts import Site, an_id


class Book:
    """Names as a desk would give them; counts how often it is asked for an act."""

    def __init__(self, site: Site) -> None:
        self._acts = {act.ref: act for act in site.acts}
        self.asked = 0

    def person_view(self, person: Id) -> PersonView:
        return PersonView(person, f"person {person[:1].hex()}", "", ())

    def workstation_of(self, journal: Id) -> str:
        return "PUI-1" if journal == an_id("journal pharmacy") else "?"

    def series_of(self, journal: Id) -> str:
        return self.workstation_of(journal)

    def stamp_of(self, act: ActRef, found: Act | None) -> Stamp:
        return Stamp("somebody" if found else "?", "PUI-1", found.at if found else 0, None, act)

    def content(self, course: Id, bag: Id) -> PreparationClaimed | None:
        del course, bag
        return None

    def made_as(self, course: Id, bag: Id) -> PreparationClaimed | None:
        return self.content(course, bag)

    def withdrawn_apart(self, act: Act) -> tuple[ActRef, ...]:
        del act
        return ()

    def patient_of(self, course: Id) -> str:
        del course
        return ""

    def seen_by(self, act: Act) -> tuple[SeenView, ...]:
        return tuple(SeenView("HDJ-1", seq) for seq in sorted(act.past.seqs.values()))

    def find_act(self, act: ActRef) -> Act | None:
        self.asked += 1
        return self._acts.get(act)


def test_an_act_is_looked_up_once_and_those_at_hand_never() -> None:
    site = Site()
    one = site.act("pharmacy", PatientNoted("a"), an_id("p"))
    two = site.act("pharmacy", PatientNoted("b"), an_id("p"))
    book = Book(site)
    tell = Teller(book, [one])
    for _ in range(2):
        assert tell.act(one.ref) == one
        assert tell.act(two.ref) == two
    assert book.asked == 1


def test_a_body_is_given_only_as_what_it_is() -> None:
    site = Site()
    act = site.act("pharmacy", PatientNoted("a"), an_id("p"))
    tell = Teller(Book(site))
    assert tell.body(act.ref, PatientNoted) == PatientNoted("a")
    assert tell.body(act.ref, LimitsSigned) is None
    assert tell.body(None, PatientNoted) is None


def test_an_act_that_is_not_here_has_a_stamp_all_the_same() -> None:
    tell = Teller(Book(Site()))
    gone = ActRef(an_id("journal x"), 1, 0, hashlib.sha256(b"").digest())
    assert tell.stamp(gone).person == "?"
    assert tell.stamp_if(None) is None
    assert tell.first(()) is None
    assert [stamp.person for stamp in tell.stamps((gone, gone))] == ["?", "?"]


def test_a_number_names_its_workstation() -> None:
    tell = Teller(Book(Site()))
    assert tell.number(an_id("journal pharmacy"), 42) == "PUI-1 000042"
    assert tell.number(an_id("journal pharmacy"), 1_234_567) == "PUI-1 1234567"
