"""Judging any file: one conflict a rule and subject, settled by name, held open by those who disagree."""

from __future__ import annotations

from collections.abc import Collection

from node.domain.history import Act
from node.domain.merge.judging import Judging, judge_steps
from node.domain.merge.row import FileStep, Found, PairOf, RowOf
from schema.acts.patient import PatientNoted
from schema.acts.settlement import PatientSettled
from schema.ids import Id
from schema.transaction import ActRef
from tests.node.domain.acts import Site, an_id

THING, KEPT = an_id("thing"), an_id("kept")


def _find(pair: PairOf[FileStep], _case: str) -> Found | None:
    return Found(pair.first.subject, (pair.first.act, pair.second.act), alarm=True)


def _keeps(_subject: Id, _acts: Collection[ActRef], _case: str) -> frozenset[Id]:
    return frozenset({KEPT})


ROW = RowOf(rule="lent_twice", find=_find, owners=("release",), choices=("keep",))
JUDGING = Judging[FileStep, str](
    row_for=lambda one, other: ROW if one.role == other.role else None, keeps=_keeps
)


def _steps(*acts: Act) -> list[FileStep]:
    return [FileStep("lent", act, THING) for act in sorted(acts, key=lambda act: act.place)]


def _lent(site: Site, station: str) -> Act:
    return site.act(station, PatientNoted("lent"), an_id("file"))


def test_all_pairs_on_one_subject_are_one_conflict() -> None:
    site = Site()
    acts = [_lent(site, station) for station in "ABC"]
    (one,), notes = judge_steps(JUDGING, _steps(*acts), "", [])
    assert set(one.conflict.acts) == {act.ref for act in acts}
    assert (one.conflict.alarm, one.open, one.blocking, notes) == (True, True, True, [])


def test_what_was_known_is_no_conflict_and_harmless_roles_neither() -> None:
    site = Site()
    first, second = _lent(site, "A"), _lent(site, "A")
    assert judge_steps(JUDGING, _steps(first, second), "", []) == ([], [])
    apart = [FileStep("lent", first, THING), FileStep("seen", _lent(site, "B"), THING)]
    assert judge_steps(JUDGING, apart, "", []) == ([], [])


def test_a_settlement_keeps_what_may_be_kept_and_nothing_else() -> None:
    site = Site()
    acts = [_lent(site, station) for station in "AB"]
    heads = tuple(sorted(act.ref for act in acts))
    site.meet("A", "B")
    for kept, settled in ((an_id("other"), False), (KEPT, True)):
        body = PatientSettled("lent_twice", THING, heads, "keep", kept, "vu")
        act = site.act("A", body, an_id("file"))
        (one,), _ = judge_steps(JUDGING, _steps(*acts), "", [(act, body)])
        assert (one.conflict.settled == act.ref) is settled
