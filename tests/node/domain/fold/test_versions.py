"""What stands of signed versions."""

from __future__ import annotations

from node.domain.fold.versions import VersionRole, version_case, version_id
from node.domain.reading import read
from schema.acts.regimen import RegimenDrafted, RegimenRetired, RegimenSigned
from tests.node.domain.acts import Site, an_id
from tests.node.domain.states_of_reference import regimen_body

FILE = an_id("reference")
BODIES = (RegimenSigned, RegimenDrafted, RegimenRetired)


def test_steps_say_what_they_do_to_the_file() -> None:
    site = Site()
    old = site.act("A", regimen_body(version="1"), FILE)
    site.act("A", RegimenDrafted(an_id("d"), regimen_body(version="2")), FILE)
    new = site.act("A", regimen_body(version="2"), FILE)
    site.act("A", RegimenRetired(old.ref, False, "ancienne"), FILE)
    case = version_case(read(site.acts, BODIES).acts)
    roles = [step.role for step in case.steps]
    assert roles == [VersionRole.SIGNED, VersionRole.DRAFTED, VersionRole.SIGNED, VersionRole.RETIRED]
    assert {step.subject for step in case.steps} == {FILE}
    assert [one.act for one in case.standing()] == [new]
    assert list(case.retired) == [old.ref]


def test_a_version_is_kept_by_an_id_of_its_own() -> None:
    site = Site()
    first, second = (site.act("A", regimen_body(), FILE).ref for _ in range(2))
    assert len({version_id(first), version_id(second)}) == 2
    assert len(version_id(first)) == 16
