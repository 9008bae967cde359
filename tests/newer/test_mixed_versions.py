"""Today's program beside a newer one, on one site: nothing lost, nothing guessed, and an update heals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from node.api.base import Answer, Command, Recorded, Refused
from node.api.course import CourseView, GetCourse, ListRegimens, NoteCourse, Regimens
from node.api.reference import ListProducts, Products
from node.api.release import Release
from node.api.rules import GetRules, Rules, SwitchRule
from node.api.session import SignedIn, SignIn
from node.api.site import EnrolPerson, GetStatus, Status
from node.api.validation import Validate
from node.domain.lot import lot_file_id, lot_of
from schema.acts.patient import Identity
from schema.codec import tagged_hash
from schema.i18n import text
from schema.ids import Id
from sync.receipts import RULES
from tests.crash.nodes import Running, running, settings, until
from tests.newer.beside import Newer, newer
from tests.node import circuit
from tests.node.stations import PIN, Clock, Template, copied, exchange, opened

OLD, NEW, RELAYED = 31, 32, 33
PAUL = Identity("Exemplaire", "", "Paul", "1951-05-06", "M", "9900054321", "")


class Site:
    """Three workstations' folders: nothing runs in them yet, and two patients await validation."""

    def __init__(self, folder: Path, template: Template) -> None:
        self.folder = copied(template, folder)
        self.template = template
        clock = Clock()
        with (
            opened(self.folder, "PUI-1", template.contents["PUI-1"], template.people, clock, seed=1) as one,
            opened(self.folder, "HDJ-1", template.contents["HDJ-1"], template.people, clock, seed=2) as two,
            opened(self.folder, "USC-1", template.contents["USC-1"], template.people, clock, seed=3) as three,
        ):
            self.one = circuit.treated(one)
            self.other = circuit.treated(one, "mFOLFOX6", PAUL)
            exchange(one, two)
            exchange(two, three)

    @contextmanager
    def old(self, name: str, *typed: str) -> Iterator[Running]:
        """Today's program there."""
        with running(self.folder, self.template, name, settings(OLD, *typed)) as node:
            yield node

    @contextmanager
    def new(self, name: str, number: int, *typed: str) -> Iterator[Newer]:
        """The newer program there."""
        with newer(self.folder, self.template, name, number, *typed) as node:
            yield node

    def ask(self, node: Running | Newer, who: str, command: Command) -> Answer:
        """What somebody gets for an answer, who signs in for it."""
        node.client.ask(SignIn(person=self.template.people[who], pin=PIN), SignedIn)
        return node.client.call(command)

    def validated(self, node: Running | Newer, course: Id) -> Answer:
        """Whether a pharmacist may validate a course there."""
        view = self.ask(node, "pharmacist", GetCourse(course=course))
        assert isinstance(view, CourseView)
        items = circuit.items(view)
        command = Validate(course=course, items=items, mentions=("uracilemia",), pin=PIN, based_on=view.heads)
        return self.ask(node, "pharmacist", command)


@pytest.fixture
def site(template: Template, tmp_path: Path) -> Site:
    return Site(tmp_path, template)


def same_journals(*nodes: Running | Newer) -> bool:
    return len({node.digests().journal for node in nodes}) == 1


def same_state(*nodes: Newer) -> bool:
    return len({(one.journal, one.state) for one in (node.digests() for node in nodes)}) == 1


def code_of(answer: Answer) -> str:
    return answer.code if isinstance(answer, Refused) else "done"


def test_a_critical_kind_blocks_its_file_alone_and_an_additive_one_does_not(site: Site) -> None:
    with (
        site.new("PUI-1", NEW) as new,
        site.old("HDJ-1", new.address) as old,
        site.new("USC-1", RELAYED, old.node.listening[0]) as relayed,
    ):
        new.write("question", site.one.course, "est-ce bien ce jour ?")
        new.write("coloured note", site.other.course, "préfère le matin")
        until(lambda: same_journals(new, old, relayed))
        # In plain words, and it says what to do.
        assert code_of(site.validated(old, site.one.course)) == "course.known_in_part"
        for language in ("fr", "en"):
            assert text("refusal.course.known_in_part", language) != "refusal.course.known_in_part"
        assert code_of(site.validated(old, site.other.course)) == "done"
        # What happened is recorded all the same.
        note = NoteCourse(course=site.one.course, dose=None, text="la patiente attend")
        assert isinstance(site.ask(old, "nurse", note), Recorded)
        # The old one passed on what it does not know: behind it everything is whole.
        until(lambda: same_state(new, relayed))
        assert relayed.blocks(site.one.course) == new.blocks(site.one.course) == ["questioned"]
        assert relayed.blocks(site.other.course) == []


def test_versions_do_not_compare_what_they_make_of_it(site: Site) -> None:
    with site.new("PUI-1", NEW) as new, site.old("HDJ-1", new.address) as old:
        new.write("question", site.one.course, "laquelle ?")
        until(lambda: same_journals(new, old))
        assert new.digests().state != old.digests().state
        until(lambda: len(told_by(old, "PUI-1", "HDJ-1")) == 2)
        assert RULES in told_by(old, "PUI-1", "HDJ-1")
        assert old.client.ask(GetStatus(), Status).diverging == new.status().diverging == ()


def told_by(node: Running, *names: str) -> set[int]:
    """By which rules these workstations said, last, that they fold what this one now holds."""
    desk = node.node.desk

    def on_writer() -> set[int]:
        tips = tuple(sorted(desk.replica.vector("all").values()))
        ids = {one.id for one in desk.members.workstations.values() if one.name in names}
        return {said.rules for who, said in desk.receipts().items() if who in ids and said.tips == tips}

    return node.node.writer.submit(on_writer).result()


def test_an_update_makes_it_whole(site: Site) -> None:
    with site.new("PUI-1", NEW) as new:
        with site.old("HDJ-1", new.address) as old:
            new.write("question", site.one.course, "laquelle ?")
            new.write("warn", site.template.people["nurse"], who="administrator")
            new.write("note", site.one.course, "par une personne avertie", who="nurse")
            until(lambda: same_journals(new, old))
            assert old.digests().set_aside == 2, "the session and the note"
            assert new.digests().set_aside == 0
            assert old.verify().findings == ()
        with site.new("HDJ-1", RELAYED, new.address) as updated:
            until(lambda: same_state(new, updated))
            assert updated.digests().set_aside == 0
            assert updated.blocks(site.one.course) == ["questioned"]
            assert updated.verify().findings == new.verify().findings == ()


def test_what_a_newer_program_says_of_a_person_stops_that_person_here(site: Site) -> None:
    enrol = EnrolPerson(
        family_name="Nouvelle", first_name="Irène", title="", role="nurse", licence="", new_pin=PIN, pin=PIN
    )
    with site.new("PUI-1", NEW) as new, site.old("HDJ-1", new.address) as old:
        new.write("warn", site.template.people["nurse"], who="administrator")
        until(lambda: same_journals(new, old))
        # Nobody is let to record what would be set aside; others go on, but not in membership.
        sign_in = SignIn(person=site.template.people["nurse"], pin=PIN)
        assert code_of(old.client.call(sign_in)) == "membership.known_in_part"
        note = NoteCourse(course=site.one.course, dose=None, text="vu ce matin")
        assert code_of(site.ask(old, "nurse2", note)) == "done"
        assert code_of(site.ask(old, "administrator", enrol)) == "membership.known_in_part"
        assert code_of(site.ask(new, "administrator", enrol)) == "done"
        assert code_of(new.client.call(sign_in)) == "done"


def test_a_rule_holds_for_what_has_its_switch_in_its_past(site: Site) -> None:
    before, after = site.one.course, site.other.course
    stop = "STOP, en attente du scanner"
    with site.new("PUI-1", NEW) as new:
        with site.old("HDJ-1") as old:
            new.write("note", before, stop)
            switched = site.ask(new, "administrator", SwitchRule(name="notes_stop", pin=PIN))
            assert isinstance(switched, Recorded)
            assert new.blocks(before) == [], "it was written before the rule"
            # Nor does it hold for what somebody wrote who did not know of it yet.
            apart = NoteCourse(course=after, dose=None, text=stop)
            assert isinstance(site.ask(old, "nurse", apart), Recorded)
        with site.old("HDJ-1", new.address) as old, site.new("USC-1", RELAYED, new.address) as third:
            until(lambda: same_journals(new, old, third))
            assert new.blocks(after) == []
            assert code_of(site.validated(old, before)) == "done", "nothing there is under the rule"
            until(lambda: same_journals(new, old, third))
            assert code_of(site.validated(old, before)) == "course.known_in_part", "now something is"
            new.write("note", after, stop)
            until(lambda: same_journals(new, old, third))
            until(lambda: same_state(new, third))
            assert new.blocks(after) == third.blocks(after) == ["note_says_stop"]
            assert code_of(site.validated(old, after)) == "course.known_in_part"
            told = site.ask(old, "administrator", GetRules())
            assert isinstance(told, Rules)
            assert [(row.known, row.on) for row in told.rows if row.name == "notes_stop"] == [(False, True)]
            until(lambda: _others(site, old) == ("PUI-1", "USC-1"))


def _others(site: Site, node: Running) -> tuple[str, ...]:
    told = site.ask(node, "administrator", GetRules())
    return told.others if isinstance(told, Rules) else ()


def test_a_file_that_a_course_relies_on_known_in_part_blocks_it_and_says_which(site: Site) -> None:
    with site.new("PUI-1", NEW) as new, site.old("HDJ-1", new.address) as old:
        products = site.ask(old, "pharmacist", ListProducts(substance="oxaliplatine"))
        regimens = site.ask(old, "prescriber", ListRegimens())
        assert isinstance(products, Products)
        assert isinstance(regimens, Regimens)
        regimen = next(row.regimen for row in regimens.rows if row.body.code == "mFOLFOX6")
        new.write("doubt a patient", site.one.patient, "des jumeaux ?", who="nurse")
        until(lambda: same_journals(new, old))
        assert code_of(site.validated(old, site.one.course)) == "patient.known_in_part"
        view = site.ask(old, "pharmacist", GetCourse(course=site.one.course))
        assert isinstance(view, CourseView)
        assert all("patient_known_in_part" in dose.blocks for dose in view.doses)
        assert all(set(dose.waits_for) <= {"settle"} for dose in view.doses)
        # Another patient's treatment goes on, until something it relies on itself is unclear.
        assert code_of(site.validated(old, site.other.course)) == "done"
        for what, file, code in (
            ("doubt a product", products.rows[0].product, "product.known_in_part"),
            ("doubt a regimen", regimen, "regimen.known_in_part"),
        ):
            new.write(what, file, "à revoir", who="pharmacist")
            until(lambda: same_journals(new, old))
            assert code_of(site.validated(old, site.other.course)) == code
        for language in ("fr", "en"):
            for name in ("patient", "regimen", "product", "lot", "limits"):
                for msgid in (f"refusal.{name}.known_in_part", f"block.{name}_known_in_part"):
                    assert text(msgid, language) != msgid


@pytest.mark.parametrize(("what", "who"), [("patient", "nurse"), ("regimen", "pharmacist")])
def test_what_a_course_relies_on_must_be_known_whole(site: Site, what: str, who: str) -> None:
    file = site.one.patient if what == "patient" else tagged_hash("regimen", b"mFOLFOX6")[:16]
    with site.new("PUI-1", NEW) as new, site.old("HDJ-1", new.address) as old:
        new.write(f"doubt a {what}", file, "à revoir", who=who)
        until(lambda: same_journals(new, old))
        code = code_of(site.validated(old, site.one.course))
        assert code == f"{what}.known_in_part"
        assert all(text(f"refusal.{code}", language) != f"refusal.{code}" for language in ("fr", "en"))
        assert code_of(site.validated(new, site.one.course)) == "done"


def test_a_lot_known_in_part_holds_the_bags_made_of_it(site: Site) -> None:
    """A newer program may have a quarantine: who cannot read it releases nothing made of that lot."""
    people, contents, clock = site.template.people, site.template.contents, Clock()
    with (
        opened(site.folder, "PUI-1", contents["PUI-1"], people, clock, seed=11) as one,
        opened(site.folder, "HDJ-1", contents["HDJ-1"], people, clock, seed=12) as two,
    ):
        circuit.validate(one, site.one.course)
        circuit.go_ahead(one, site.one.course)
        bag = circuit.claim(one, site.one.course, circuit.dose_of(one, site.one.course, "L1").dose)
        circuit.make(one, site.one.course, bag)
        circuit.check(one, site.one.course, bag)
        (vial,) = circuit.bag_of(one, site.one.course, bag).vials
        exchange(one, two)
    with site.new("PUI-1", NEW) as new, site.old("HDJ-1", new.address) as old:
        new.write("doubt a lot", lot_file_id(lot_of(vial)), "quarantaine", who="pharmacist")
        until(lambda: same_journals(new, old))
        view = site.ask(old, "pharmacist", GetCourse(course=site.one.course))
        assert isinstance(view, CourseView)
        command = Release(
            course=site.one.course, bag=bag, released=True, reason="", pin=PIN, based_on=view.heads
        )
        assert code_of(site.ask(old, "pharmacist", command)) == "lot.known_in_part"
        # Who can read it looks further: the made-up bag is too old by now.
        assert code_of(site.ask(new, "pharmacist", command)) == "bag.expired"
        assert code_of(site.validated(old, site.other.course)) == "done"
