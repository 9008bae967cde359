"""What a settlement may keep, told from the others by who, when and which lots."""

from __future__ import annotations

from node.domain.course import fold_course
from node.domain.fold.versions import version_id
from node.domain.state import Conflict
from node.views.kept import bag_numbers, versions_kept
from node.views.teller import Teller
from schema.acts.base import DoseRevision
from schema.acts.patient import PatientNoted
from schema.acts.preparation import PreparationClaimed, VialUsed
from schema.quantity import Quantity, Unit
from schema.transaction import ActRef
from tests.node.domain.acts import Site, an_id
from tests.node.views.test_teller import Book

SERIES = an_id("journal pharmacy")


def _conflict(*acts: ActRef) -> Conflict:
    return Conflict("a_rule", an_id("s"), None, acts, ("release",), ("keep",), False, True, None)


def _claim(bag: str, number: int, lot: str) -> PreparationClaimed:
    some = Quantity("10", Unit.ML)
    return PreparationClaimed(
        bag=an_id(bag),
        item=DoseRevision(an_id("d"), ActRef(SERIES, 1, 0, bytes(32))),
        series=SERIES,
        number=number,
        vials=(VialUsed(an_id("product"), "CISPLATINE 50 mg", "3400930000000", lot, "2027-12-31", 1),),
        draw=some,
        withdraw=False,
        diluent="",
        diluent_lot="",
        final_volume=some,
        final_concentration=Quantity("1", Unit.MG_PER_ML),
        use_by=1_000,
        storage="",
    )


def test_bags_of_two_numbers_are_told_by_them() -> None:
    site = Site()
    acts = [
        site.act("pharmacy", _claim("x", 1, "A"), an_id("c")),
        site.act("pharmacy", _claim("y", 2, "B"), an_id("c")),
    ]
    numbers = bag_numbers(_conflict(*(one.ref for one in acts)), None, Teller(Book(site)))
    assert numbers == {an_id("x"): "PUI-1 000001", an_id("y"): "PUI-1 000002"}


def test_bags_of_one_number_are_told_by_who_took_it_when_and_of_which_lots() -> None:
    site = Site()
    acts = [
        site.act("pharmacy", _claim("x", 1, "A"), an_id("c")),
        site.act("pharmacy", _claim("y", 1, "B"), an_id("c")),
    ]
    refs = tuple(one.ref for one in acts)
    numbers = bag_numbers(_conflict(*refs), fold_course(()), Teller(Book(site)))
    first = numbers[an_id("x")]
    assert first.startswith("PUI-1 000001 (somebody, PUI-1, 0")
    assert first.endswith(", lot A)")
    assert numbers[an_id("y")].endswith(", lot B)")


def test_a_version_is_told_by_its_side_and_who_signed_it() -> None:
    site = Site()
    acts = [site.act(one, PatientNoted("a"), an_id("settings")) for one in ("pharmacy", "ward")]
    refs = tuple(one.ref for one in acts)
    kept = versions_kept(_conflict(*refs), (), Teller(Book(site)))
    assert list(kept) == [version_id(ref) for ref in refs]
    assert kept[version_id(refs[1])].startswith("version 2 (somebody, PUI-1, ")
