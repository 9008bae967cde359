"""What shows only between files is found, kept and let go the same way whatever the order of arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from node.api.lot import GetLot, LotView, RecallLot
from node.api.patient import TellPatientLeft
from node.domain.folds import FOLDS, Fold
from node.domain.history import Act
from node.domain.lot import LotState
from node.domain.patient import PatientState
from node.domain.reference import ProductState, Retired
from node.domain.state import Bag, CourseState
from node.store import crosschecks, projection
from node.store.errors import DiskFullError
from node.store.queries import Queries
from node.store.replica import Replica
from node.store.verify import verify
from schema.acts.membership import WorkstationRemoved
from schema.acts.patient import Identity
from schema.acts.reattribution import BagReassigned, source_of
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType, Tip
from tests.node import circuit
from tests.node.apart import Three, shared
from tests.node.handlers.test_lot import lot_used
from tests.node.handlers.test_reattribution import moved_and_given, two
from tests.node.linking import link
from tests.node.reattributing import reattribute, taken_alone
from tests.node.stations import PIN, Station, exchange
from tests.node.store.builders import KEY, Ward

OTHER = Identity("Exemplaire", "", "Zoé", "1950-01-01", "F", "770001", "")


def rules(replica: Replica) -> list[tuple[str, Id]]:
    """Every conflict between files, with the file it hangs on."""
    with replica.reading():
        rows = replica.connection.rows(
            "SELECT rule, file FROM conflicts WHERE origin = 'cross' ORDER BY rule, file"
        )
    return [(row[0], bytes(row[1])) for row in rows]


def test_a_patient_created_twice_on_two_workstations(tmp_path: Path) -> None:
    ward = Ward()
    patients = sorted([ward.patient(ward.clinical), ward.patient(ward.other)])
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    assert rules(replica) == [("patient_created_twice", patients[0])]
    assert verify(replica).ok
    replica.close()


def test_what_was_folded_in_slices_is_checked_though_the_last_one_never_came(tmp_path: Path) -> None:
    ward = Ward()
    patients = sorted([ward.patient(ward.clinical), ward.patient(ward.other)])
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1, more_follows=True)
    assert replica.folding.fold_slice()
    replica.close()
    replica = Replica(tmp_path, KEY, ward.site, lambda _content, _blob: True)
    assert rules(replica) == [("patient_created_twice", patients[0])]
    assert verify(replica).ok
    replica.close()


def test_what_is_to_be_checked_is_not_forgotten_with_a_write_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward = Ward()
    patients = sorted([ward.patient(ward.clinical), ward.patient(ward.other)])
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1, more_follows=True)
    assert replica.folding.fold_slice()
    with monkeypatch.context() as patched:
        patched.setattr(crosschecks, "store_conflicts", _full)
        with pytest.raises(DiskFullError):
            replica.folding.fold_slice()
    assert not replica.folding.fold_slice()
    assert rules(replica) == [("patient_created_twice", patients[0])]
    replica.close()


def _full(*_: object) -> None:
    raise DiskFullError


@pytest.mark.parametrize("stays", ["smaller", "larger"])
def test_what_a_removal_takes_away_takes_its_conflicts_along(tmp_path: Path, stays: str) -> None:
    """One hears of everything step by step, the other at once: both hold the same."""
    for seed in range(50):
        ward = Ward(str(seed))
        first, second = ward.patient(ward.clinical), ward.patient(ward.other)
        if (first < second) is (stays == "smaller"):
            break
    slow, quick = ward.replica(tmp_path / "slow"), ward.replica(tmp_path / "quick")
    slow.receive(ward.everything(), None, 1)
    assert rules(slow)
    opened = ward.other.written[0]
    removed = slow.roll.now.journals[ward.other.id].workstation
    cut = Tip(ward.other.id, 1, opened.hash)
    ward.membership.write([ward.admin.act(WorkstationRemoved(removed, "volé", (cut,)), removed)])
    everything = ward.everything()
    slow.receive(everything, None, 2)
    quick.receive(everything, None, 1)
    assert slow.counts()[2] > 0
    assert rules(slow) == rules(quick) == []
    assert slow.digests() == quick.digests()
    assert verify(slow).ok
    assert verify(quick).ok
    slow.close()
    quick.close()


def test_a_doubled_number_is_checked_as_it_was_found(site: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each course of the two has its alarm; looked at afresh, neither has one more."""
    treated = [circuit.ready(site), circuit.ready(site, identity=OTHER)]
    with monkeypatch.context() as patch:
        patch.setattr(Queries, "next_number", lambda _self, _series: 1)
        for one in treated:
            circuit.claim(site, one.course, circuit.look(site, one.course).doses[0].dose)
    assert rules(site.replica) == [
        ("doubled_number", course) for course in sorted(one.course for one in treated)
    ]
    assert verify(site.replica).ok


def test_what_stands_beside_a_file_that_becomes_unreadable_is_judged_at_once(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And again when it is mended: each file of a site in turn, of whatever sort."""
    _much_between_files(site, monkeypatch)
    replica = site.replica
    before = rules(replica)
    assert {rule for rule, _ in before} >= {"doubled_number", "lot_recalled", "patient_gone"}
    with replica.reading():
        found = replica.connection.rows("SELECT n, type, id FROM files")
    judged_otherwise = set()
    for number, sort, identifier in found:
        with monkeypatch.context() as patched:
            patched.setattr(projection, "FOLDS", _but_for(FileRef(sort, bytes(identifier))))
            _refold(replica, number)
            others = {one.code for one in verify(replica).findings} - {"verify.unreadable"}
            assert not others, FileType(sort)
            if rules(replica) != before:
                judged_otherwise.add(FileType(sort))
        _refold(replica, number)
        assert rules(replica) == before, FileType(sort)
    assert judged_otherwise >= {FileType.PATIENT, FileType.COURSE, FileType.REGISTER, FileType.LOT}


def test_the_bags_of_a_course_that_is_nobodys_lie_on_a_bench_all_the_same(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its inclusion counts no more: a number given twice and a recall concern its sheets as before."""
    _much_between_files(site, monkeypatch)
    replica, lot = site.replica, lot_used(site).row.lot
    before, listed = rules(replica), site.get("pharmacist", GetLot(lot=lot), LotView).bags
    courses = {course for rule, course in before if rule == "doubled_number"}
    assert len(courses) == 2
    assert {course for rule, course in before if rule == "lot_recalled"} & courses
    for course in sorted(courses):
        file = FileRef(FileType.COURSE, course)
        with monkeypatch.context() as patched:
            patched.setattr(projection, "FOLDS", _nobodys(file))
            _refold_file(replica, file)
            assert _of_sheets(rules(replica)) == _of_sheets(before)
            assert verify(replica).ok
            assert {one.bag for one in site.get("pharmacist", GetLot(lot=lot), LotView).bags} == {
                one.bag for one in listed
            }
            with replica.writing():
                replica.crosschecks.afresh()
                replica.folding.fold_stale()
            assert _of_sheets(rules(replica)) == _of_sheets(before)
            patched.setattr(projection, "FOLDS", _but_for(file))
            _refold_file(replica, file)
            assert course not in {one for _, one in rules(replica)}, "of what cannot be read nothing is said"
        _refold_file(replica, file)
        assert rules(replica) == before


def _of_sheets(found: list[tuple[str, Id]]) -> list[tuple[str, Id]]:
    return [one for one in found if one[0] in {"doubled_number", "lot_recalled"}]


def _nobodys(file: FileRef) -> Mapping[FileType, Fold]:
    """Folds by which the inclusion into one course does not count."""

    def fold(acts: Sequence[Act]) -> Wire:
        state = FOLDS[FileType.COURSE](acts)
        assert isinstance(state, CourseState)
        mine = bool(acts) and acts[0].header.file == file
        return replace(state, included=None) if mine else state

    return {**FOLDS, FileType.COURSE: fold}


def test_what_a_bag_was_said_to_have_become_is_let_go_with_the_act_that_said_it(
    stations: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody hostile may say so apart from the act by which the other treatment took it over."""
    one, other = stations[:2]
    first, second, _ = moved_and_given(one, other)
    before = rules(other.replica)
    assert ("reattributed_apart", second.course) in before
    file = FileRef(FileType.COURSE, first.course)

    def without(acts: Sequence[Act]) -> Wire:
        here = acts and acts[0].header.file == file
        kept = [one for one in acts if not (here and isinstance(one.body, BagReassigned))]
        return FOLDS[FileType.COURSE](kept)

    with monkeypatch.context() as patched:
        patched.setattr(projection, "FOLDS", {**FOLDS, FileType.COURSE: without})
        _refold_file(other.replica, file)
        assert ("reattributed_apart", second.course) not in rules(other.replica)
        now = rules(other.replica)
        assert {("not_let_go", one.course) for one in (first, second)} <= set(now)
        assert verify(other.replica).ok
    _refold_file(other.replica, file)
    assert rules(other.replica) == before


def test_what_says_that_a_bag_was_taken_over_takes_what_holds_it_elsewhere_along(
    stations: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The treatment that it comes from is checked when the other one says it, and when it does so no more."""
    one = stations[0]
    first, second, dose, _ = two(one)
    new = taken_alone(
        one, monkeypatch, first.course, circuit.released(one, first.course, dose), second.course
    )
    torn = {("not_let_go", first.course), ("not_let_go", second.course)}
    assert set(rules(one.replica)) == torn
    file = FileRef(FileType.COURSE, second.course)

    def without(acts: Sequence[Act]) -> Wire:
        return FOLDS[FileType.COURSE]([act for act in acts if source_of(act.body) is None])

    with monkeypatch.context() as patched:
        patched.setattr(projection, "FOLDS", {**FOLDS, FileType.COURSE: without})
        _refold_file(one.replica, file)
        assert rules(one.replica) == []
        assert verify(one.replica).ok
    _refold_file(one.replica, file)
    assert set(rules(one.replica)) == torn
    assert circuit.bag_of(one, second.course, new).held


def test_a_bag_is_held_by_what_comes_later_where_it_is_said_to_come_from(
    stations: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever says where it comes from decides that, not what is said of it there: in any order the same."""
    one, other = stations[:2]
    first, second, _ = moved_and_given(one, other)
    file = FileRef(FileType.COURSE, first.course)
    before = rules(other.replica)

    def elsewhere(acts: Sequence[Act]) -> Wire:
        """Its bag went to a third course, if one asks here."""
        state = FOLDS[FileType.COURSE](acts)
        if not (isinstance(state, CourseState) and acts[0].header.file == file):
            return state
        bags = tuple(
            replace(bag, targets=tuple((b"t" * 16, to) for _, to in bag.targets)) for bag in state.bags
        )
        return replace(state, bags=bags)

    monkeypatch.setattr(projection, "FOLDS", {**FOLDS, FileType.COURSE: elsewhere})
    with monkeypatch.context() as patched:
        patched.setattr(projection, "FOLDS", _but_for(file))
        _refold_file(other.replica, file)
    assert ("reattributed_apart", second.course) not in rules(other.replica)
    _refold_file(other.replica, file)
    torn = {("not_let_go", one.course) for one in (first, second)}
    assert set(rules(other.replica)) == {*before, *torn}
    assert verify(other.replica).ok


def test_a_bag_that_went_on_twice_is_held_by_what_is_said_of_its_first_number(
    stations: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as each of the treatments on its way can be read; in any order the same."""
    one, other = stations[:2]
    first, second, dose, _ = two(one)
    third = circuit.ready(one, identity=OTHER)
    bag = circuit.released(one, first.course, dose)
    exchange(one, other)
    new = reattribute(one, first.course, bag, second.course)
    newest = reattribute(one, second.course, new, third.course)
    circuit.dispense(other, first.course, bag)
    circuit.receive(other, first.course, bag)
    circuit.give(other, first, dose, bag)
    exchange(one, other)
    before = rules(other.replica)
    assert before == rules(one.replica) == [("reattributed_apart", third.course)]
    assert circuit.bag_of(one, third.course, newest).held
    for course in (first.course, second.course):
        file = FileRef(FileType.COURSE, course)
        with monkeypatch.context() as patched:
            patched.setattr(projection, "FOLDS", _but_for(file))
            _refold_file(other.replica, file)
            assert ("reattributed_apart", third.course) not in rules(other.replica)
            assert {one.code for one in verify(other.replica).findings} == {"verify.unreadable"}
        _refold_file(other.replica, file)
        assert rules(other.replica) == before
    assert verify(other.replica).ok


def test_who_is_said_to_be_one_person_with_another_is_looked_at_with_them(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where only the other's file says so, as somebody hostile may have it: in any order the same."""
    treated = circuit.ready(site)
    other = circuit.create(site, identity=OTHER)
    link(site, other, treated.patient)
    before = rules(site.replica)
    assert ("linked_since", treated.course) in before

    def one_sided(acts: Sequence[Act]) -> Wire:
        state = FOLDS[FileType.PATIENT](acts)
        here = isinstance(state, PatientState) and acts[0].header.file.id == treated.patient
        return replace(state, edges=()) if here else state

    monkeypatch.setattr(projection, "FOLDS", {**FOLDS, FileType.PATIENT: one_sided})
    for patient in (treated.patient, other, treated.patient):
        _refold_file(site.replica, FileRef(FileType.PATIENT, patient))
        assert rules(site.replica) == before
    assert verify(site.replica).ok


def test_another_version_beside_one_retired_decides_which_of_them_was_used(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be set aside later than the retirement is known."""
    course, bag = _made(site)
    file = FileRef(FileType.PRODUCT, bag.content.vials[0].product)

    def folded(*others: ActRef) -> Fold:
        def fold(acts: Sequence[Act]) -> Wire:
            state = FOLDS[FileType.PRODUCT](acts)
            if not (isinstance(state, ProductState) and acts[0].header.file == file):
                return state
            first = state.versions[0]
            versions = (first, *(replace(first, act=one) for one in others))
            return replace(state, versions=versions, retired=(Retired(first.act, bag.made[0], wrong=True),))

        return fold

    for others, found in (((bag.revision,), False), ((), True), ((bag.revision,), False)):
        monkeypatch.setattr(projection, "FOLDS", {**FOLDS, FileType.PRODUCT: folded(*others)})
        _refold_file(site.replica, file)
        assert (("made_and_retired", course) in rules(site.replica)) is found
        assert verify(site.replica).ok


def test_a_recalled_lot_that_is_named_otherwise_concerns_other_bags(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first act in fold order names it, and may come last."""
    course, _ = _made(site)
    row = lot_used(site).row
    site.do("pharmacist", RecallLot(lot=row.named, reason="particules", reference="A001", pin=PIN))

    def another(acts: Sequence[Act]) -> Wire:
        state = FOLDS[FileType.LOT](acts)
        assert isinstance(state, LotState)
        assert state.named is not None
        return replace(state, named=replace(state.named, product=bytes(16), cip13=""))

    for folds, found in ((FOLDS, True), ({**FOLDS, FileType.LOT: another}, False), (FOLDS, True)):
        monkeypatch.setattr(projection, "FOLDS", folds)
        _refold_file(site.replica, FileRef(FileType.LOT, row.lot))
        assert (("lot_recalled", course) in rules(site.replica)) is found
        assert verify(site.replica).ok


def _made(site: Station) -> tuple[Id, Bag]:
    """A bag that was made, with the course that it is for."""
    treated = circuit.ready(site)
    bag = circuit.claim(site, treated.course, circuit.dose_of(site, treated.course, "L1").dose)
    circuit.make(site, treated.course, bag)
    with site.replica.reading():
        state = site.replica.states.state(CourseState, FileRef(FileType.COURSE, treated.course))
    assert state is not None
    return treated.course, next(one for one in state.bags if one.bag == bag)


def _much_between_files(site: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number given twice, a lot recalled that is in a bag, a bag that became somebody else's, a death."""
    first, second, dose, _ = two(site)
    bag = circuit.claim(site, first.course, dose)
    circuit.make(site, first.course, bag)
    reattribute(site, first.course, bag, second.course)
    third = circuit.ready(site, identity=OTHER)
    with monkeypatch.context() as patch:
        patch.setattr(Queries, "next_number", lambda _self, _series: 1)
        circuit.claim(site, third.course, circuit.dose_of(site, third.course, "L1").dose)
    site.do(
        "pharmacist", RecallLot(lot=lot_used(site).row.named, reason="particules", reference="A001", pin=PIN)
    )
    site.do("nurse", TellPatientLeft(patient=third.patient, how="deceased", told=circuit.told(site)))


def test_a_row_that_does_not_read_takes_nothing_away_that_was_found(stations: Three) -> None:
    """Who knew of what is asked of places in journals, not of what is written there."""
    one, other, someone, dose = shared(stations)
    circuit.claim(one, someone.course, dose)
    other.do("nurse", TellPatientLeft(patient=someone.patient, how="deceased", told=circuit.told(other)))
    exchange(one, other)
    before = rules(one.replica)
    assert ("patient_gone", someone.course) in before
    state = one.replica.states.state(PatientState, FileRef(FileType.PATIENT, someone.patient))
    assert state is not None
    (left,) = state.gone
    with one.replica.writing():
        one.replica.connection.do("UPDATE transactions SET data = x'c1' WHERE hash = ?", (left.act.core,))
        one.replica.crosschecks.afresh()
        one.replica.folding.fold_stale()
    assert rules(one.replica) == before


def _but_for(file: FileRef) -> Mapping[FileType, Fold]:
    """Folds of which one fails for this file."""
    kind = FileType(file.type)

    def fails(acts: Sequence[Act]) -> Wire:
        if acts and acts[0].header.file == file:
            raise ZeroDivisionError
        return FOLDS[kind](acts)

    return {**FOLDS, kind: fails} if kind in FOLDS else FOLDS


def _refold_file(replica: Replica, file: FileRef) -> None:
    with replica.reading():
        number = replica.files.number(file)
    _refold(replica, number)


def _refold(replica: Replica, number: int) -> None:
    with replica.writing():
        replica.files.make_stale([number])
        replica.files.write_out()
        replica.folding.fold_stale()
