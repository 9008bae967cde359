"""Questions to the projections."""

from __future__ import annotations

from node.domain.identity import identity_keys
from node.domain.state import Word
from node.handlers.loading import queries
from node.store.projection import store_conflicts
from schema.acts.patient import Identity
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.domain.acts import an_id
from tests.node.domain.states import conflict, ref
from tests.node.stations import TODAY, Station


def test_a_percent_sign_is_a_letter_like_any_other(site: Station) -> None:
    patient = circuit.create(site)
    asked = queries(site.desk)
    assert asked.search_patients(["essai", "jeanne"], 5) == (1, [patient])
    for odd in ("%", "_", "\\", "e%i"):
        assert asked.search_patients([odd], 5) == (0, [])


def test_a_search_counts_what_it_does_not_show(site: Station) -> None:
    for letter in "ABC":
        circuit.create(site, Identity(f"Essai {letter}", "", "Zoé", "1971-01-01", "F", "", ""))
    total, shown = queries(site.desk).search_patients(["essai"], 2)
    assert (total, len(shown)) == (3, 2)


def test_empty_identifiers_are_not_shared(site: Station) -> None:
    anonymous = Identity("Essai", "", "Zoé", "1971-01-01", "F", "", "")
    first = circuit.create(site, anonymous)
    circuit.create(site, Identity("Autre", "", "Yves", "1972-02-02", "M", "", ""))
    assert queries(site.desk).sharing_keys(identity_keys(anonymous)) == [first]


def test_doses_of_a_day_and_late_ones(site: Station) -> None:
    someone = circuit.treated(site)
    asked = queries(site.desk)
    assert len(asked.doses_of_day(TODAY, late=False)[someone.course]) == 4
    assert asked.doses_of_day("2026-06-10", late=False) == {}
    assert len(asked.doses_of_day("2026-06-10", late=True)[someone.course]) == 4


def test_conflicts_by_file_and_origin(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    asked, file = queries(site.desk), FileRef(FileType.COURSE, someone.course)
    assert {row.origin for row in asked.conflicts(file)} == {"cross"}
    assert len(asked.conflicts(file, "cross")) == len(asked.inbox(settled=False)) == 4
    assert asked.conflicts(file, "fold") == []


def test_a_number_whose_bag_cannot_be_seen_is_taken_all_the_same(site: Station) -> None:
    someone = circuit.ready(site)
    asked, series = queries(site.desk), site.desk.journal()
    assert asked.next_number(series) == 1
    circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    with site.replica.writing():
        site.replica.connection.do("DELETE FROM bags")
    assert asked.next_number(series) == 2


def test_what_waits_and_what_lies_beyond_a_place(site: Station) -> None:
    """Nothing disagrees yet; every act of a journal lies beyond its beginning, none beyond its head."""
    asked = queries(site.desk)
    assert asked.waiting() == ()
    journal = site.desk.journal()
    number, head = site.replica.chain.numbers[journal], site.replica.chain.head(journal)
    assert asked.acts_after(number, 0) > 0
    assert asked.acts_after(number, head.seq) == 0


def test_of_what_takes_two_each_says_whose_word_is_wanted(site: Station) -> None:
    """Of any other rule whoever may settle one may settle all."""
    anne, bela, chloe = an_id("anne"), an_id("bela"), an_id("chloe")
    both = ("prescribe", "validate")
    waits = (
        conflict("stopped", an_id("a"), owners=("validate",), heard=(Word(ref("said"), anne),)),
        conflict("stopped", an_id("b"), owners=("prescribe",), heard=(Word(ref("told"), bela),)),
        conflict("stopped", an_id("d"), owners=both, heard=(Word(ref("both"), chloe),)),
        conflict("made_twice", an_id("a")),
        conflict("made_twice", an_id("b")),
    )
    with site.replica.writing():
        store_conflicts(site.replica.connection, "fold", {FileRef(FileType.COURSE, an_id("c")): waits})
    found = queries(site.desk).waiting()
    assert sorted(one.conflicts for one in found) == [1, 1, 1, 2]
    for rights, person, many in (
        ({"validate"}, bela, 2),
        ({"prescribe"}, anne, 2),
        # Theirs since they were heard: asked once more.
        ({*both}, anne, 3),
        # Theirs when they were heard, for one of the two.
        ({*both}, chloe, 2),
        ({"release"}, anne, 2),
    ):
        assert sum(one.conflicts for one in found if one.asks(person, rights)) == many
