"""Papers made from what was recorded: every one prints, says what it must, and counts its duplicates."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.api.base import Refused
from node.api.paper import LABELS_A_SHEET, MakePaper, Paper
from node.api.patient import NotePatient
from node.api.reference import ListProducts, Products
from node.api.settlement import AgreeDerogation, AskDerogation
from schema.acts.patient import Identity
from schema.refusal import refusal_sentences
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.cloned import two_under_one_number
from tests.node.full_disk import limits
from tests.node.paper.reading import pages_of, squeezed
from tests.node.stations import PIN, TODAY, Station, Template
from tests.node.without_room import Scene, unwritable


def _print(site: Station, what: str, **of: object) -> tuple[Paper, str]:
    command = MakePaper(what=what, **of)  # type: ignore[arg-type]  # each sort takes its own
    paper = site.get("pharmacist", command, Paper)
    return paper, squeezed(" ".join(pages_of(paper.pdf)))


def _bag(site: Station, line: str = "L1") -> tuple[Treated, bytes]:
    someone = circuit.ready(site)
    return someone, circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, line).dose)


def test_a_sheet_before_and_after_the_work(site: Station) -> None:
    someone, bag = _bag(site)
    paper, said = _print(site, "sheet", course=someone.course, bag=bag)
    assert (paper.name, paper.duplicate) == ("fiche-PUI-1-000001.pdf", 0)
    for word in ("PUI-1 000001", "ESSAI", "Jeanne Noëlle", "oxaliplatine", "LOT-1", "DIL-9", "intraveineuse"):
        assert squeezed(word) in said, word
    assert "IMAGINAIRE" not in said
    circuit.make(site, someone.course, bag)
    circuit.check(site, someone.course, bag)
    circuit.release(site, someone.course, bag)
    again, said = _print(site, "sheet", course=someone.course, bag=bag)
    assert again.duplicate == 1
    for word in ("DUPLICATA", "IMAGINAIRE", "SUPPOSÉ", "EXEMPLE", "Validation pharmaceutique"):
        assert squeezed(word) in said, word


def test_a_sheet_explains_its_numbers(site: Station) -> None:
    someone, bag = _bag(site)
    _, said = _print(site, "sheet", course=someone.course, bag=bag)
    assert squeezed("Du Bois") in said
    assert squeezed("= 1,8097 m²") in said
    dose = circuit.dose_of(site, someone.course, "L1").order.prescribed
    assert squeezed(dose.shown()) in said


def test_a_label_counts_apart_and_stops_when_the_bag_ends(site: Station) -> None:
    someone, bag = _bag(site)
    paper, said = _print(site, "label", course=someone.course, bag=bag)
    assert paper.duplicate == 0
    assert squeezed("PUI de l’hôpital fictif de Valclair") in said
    circuit.make(site, someone.course, bag)
    circuit.release(site, someone.course, bag, reason="fuite")
    ended = MakePaper(what="label", course=someone.course, bag=bag)
    assert site.refused("pharmacist", ended) == "paper.bag_ended"
    # Its sheet is still printed: it goes into the files.
    assert "fuite" in _print(site, "sheet", course=someone.course, bag=bag)[1]


def test_a_bag_set_aside_has_its_sheet_which_says_so_and_no_label(template: Template, tmp_path: Path) -> None:
    """Somebody may have it in their hands: what was to be in it is known from its claim."""
    with two_under_one_number(template, tmp_path) as cloned:
        said = {}
        for bag in (cloned.first, cloned.second):
            _, said[bag] = _print(cloned.other, "sheet", course=cloned.course, bag=bag)
            assert squeezed("POCHE MISE DE CÔTÉ") in said[bag]
            label = MakePaper(what="label", course=cloned.course, bag=bag)
            assert cloned.other.refused("pharmacist", label) == "paper.bag_aside"
        assert squeezed("OXALIplatine") in said[cloned.first]
        assert squeezed("OXALIplatine") not in said[cloned.second]
        nowhere = MakePaper(what="sheet", course=cloned.course, bag=bytes(16))
        assert cloned.other.refused("pharmacist", nowhere) == "bag.unknown"


def test_a_label_is_printed_on_an_office_printers_sheet_too(site: Station) -> None:
    someone, bag = _bag(site)
    alone, _ = _print(site, "label", course=someone.course, bag=bag)
    paper, said = _print(site, "label_sheet", course=someone.course, bag=bag, first=LABELS_A_SHEET)
    assert paper.name == "planche-PUI-1-000001.pdf"
    assert len(pages_of(paper.pdf)) == 1
    assert squeezed("PUI-1 000001") in said
    # It is the same label: whichever came out second is the duplicate.
    assert (alone.duplicate, paper.duplicate) == (0, 1)
    beyond = MakePaper(what="label_sheet", course=someone.course, bag=bag, first=LABELS_A_SHEET + 1)
    assert site.refused("pharmacist", beyond) == "paper.impossible"


def test_a_print_that_fails_does_not_count(site: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    someone, bag = _bag(site)
    founded = site.desk.members.founded
    assert founded is not None
    command = MakePaper(what="sheet", course=someone.course, bag=bag)
    with monkeypatch.context() as patch:
        patch.setattr("node.handlers.paper._pharmacy", lambda _desk: _nameless())
        answer = site.get("pharmacist", command, Refused)
    assert answer.code == "paper.incomplete"
    assert "nom de la pharmacie" in refusal_sentences(answer.code, answer.values)[0]
    assert site.get("pharmacist", command, Paper).duplicate == 0


def _nameless() -> object:
    from node.paper.data import Pharmacy

    return Pharmacy(name=" ", address=("1, allée de l’Œillet",))


def test_a_care_plan_has_the_days_doses_in_order(site: Station) -> None:
    someone, _ = _bag(site)
    paper, said = _print(site, "care_plan", patient=someone.patient, day=TODAY)
    assert paper.duplicate == 0
    assert "Essai" not in paper.name
    assert said.index("OXALIplatine") < said.index("fluorouracile")
    assert squeezed("PUI-1 000001") in said
    empty = MakePaper(what="care_plan", patient=someone.patient, day="2026-06-06")
    assert site.refused("pharmacist", empty) == "paper.no_doses"


def test_a_care_plan_says_what_must_not_be_given(site: Station) -> None:
    someone, _ = _bag(site)
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    _, said = _print(site, "care_plan", patient=someone.patient, day=TODAY)
    assert squeezed("Un poids plus récent") in said


def test_the_day_list_has_every_patient_of_the_day(site: Station) -> None:
    circuit.ready(site)
    circuit.treated(site, identity=Identity("Abel-Fictif", "", "Zoé", "1971-01-01", "F", "", ""))
    _, said = _print(site, "day_list", day=TODAY)
    assert said.index("ABEL") < said.index("ESSAI")
    _, empty = _print(site, "day_list", day="2026-01-01", language="en")
    assert "ESSAI" not in empty


def test_a_vinca_says_that_other_routes_kill(site: Station) -> None:
    someone = circuit.ready(site, "R-CHOP21")
    view = circuit.look(site, someone.course)
    dose = next(one for one in view.doses if one.order.substance == "vincristine")
    bag = circuit.claim(site, someone.course, dose.dose)
    for what in ("sheet", "label"):
        assert "MORTEL" in _print(site, what, course=someone.course, bag=bag)[1].upper(), what


def test_every_regimen_of_the_library_prints(site: Station) -> None:
    products = site.get("preparer", ListProducts(), Products).rows
    assert products
    for number, code in enumerate(("CARBO-TAXOL", "BEP", "PEMBRO-200", "GEMCITABINE", "TC", "AZACITIDINE")):
        who = Identity("Essai", "", f"Zoé {'ABCDEF'[number]}", "1971-01-01", "F", "", "")
        someone = circuit.ready(site, code, who)
        for dose in circuit.look(site, someone.course).doses[:2]:
            bag = circuit.claim(site, someone.course, dose.dose)
            for what in ("sheet", "label"):
                assert _print(site, what, course=someone.course, bag=bag)[1], code
        assert _print(site, "care_plan", patient=someone.patient, day=TODAY)[1]


def test_a_derogation_is_on_the_sheet(site: Station) -> None:
    someone, bag = _bag(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    ask = AskDerogation(
        course=someone.course,
        subject=bag,
        rule="bag.expired",
        revision=dose.versions[0],
        reason="aucun autre flacon",
        pin=PIN,
        based_on=circuit.look(site, someone.course).heads,
    )
    asked = site.do("prescriber", ask).acts[0]
    heads = circuit.look(site, someone.course).heads
    site.do("pharmacist", AgreeDerogation(course=someone.course, asked=asked, pin=PIN, based_on=heads))
    _, said = _print(site, "sheet", course=someone.course, bag=bag)
    assert squeezed("aucun autre flacon") in said
    assert "INVENTÉ" in said


def test_what_is_asked_must_exist(site: Station) -> None:
    assert site.refused("nurse", MakePaper(what="poster")) == "paper.unknown"
    assert site.refused("nurse", MakePaper(what="sheet")) == "bag.unknown"
    assert site.refused("nurse", MakePaper(what="label", course=bytes(16), bag=bytes(16))) == "course.unknown"
    assert site.refused("nurse", MakePaper(what="care_plan", day=TODAY)) == "patient.unknown"


@limits
def test_lists_are_printed_on_a_full_disk(scene: Scene) -> None:
    """A paper of which nobody counts the copies is a question like another."""
    with scene.full():
        for what in ("day_list", "care_plan"):
            asked = MakePaper(what=what, day=TODAY, patient=scene.patient, language="fr")
            answer = scene.here.ask("pharmacist", asked)
            assert not isinstance(answer, Refused), answer


@limits
@pytest.mark.parametrize("known", [True, False], ids=["known full", "found full"])
def test_sheets_and_labels_are_printed_on_a_full_disk_and_say_that_nothing_counted_them(
    scene: Scene, *, known: bool
) -> None:
    """None looks like the first one: with room, that one is still to come."""
    here = scene.here
    bag = circuit.look(here, scene.course).doses[0].bags[0].bag
    asked = [
        MakePaper(what=what, course=scene.course, bag=bag, language="fr", first=first)
        for what, first in (("sheet", 0), ("label", 0), ("label_sheet", 1))
    ]
    with scene.full():
        if known:
            note = NotePatient(patient=scene.patient, text="perdue")
            assert here.refused("nurse", note) == "store.disk_full"
        assert known == (unwritable(here) != "")
        for command in (*asked, *asked):
            paper = here.get("pharmacist", command, Paper)
            assert (paper.duplicate, paper.uncounted) == (0, True)
            assert squeezed("EXEMPLAIRE NON COMPTÉ") in squeezed(" ".join(pages_of(paper.pdf)))
        assert unwritable(here) == "disk_full", "it is said above the screens from now on"
    unwritable(here)
    papers = [here.get("pharmacist", command, Paper) for command in (asked[0], asked[0])]
    assert [(paper.duplicate, paper.uncounted) for paper in papers] == [(0, False), (1, False)]
