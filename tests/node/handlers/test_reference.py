"""Signing the starter library, listing products."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest

from node.api.base import Recorded
from node.api.course import ListRegimens, Regimens
from node.api.reference import (
    DraftProduct,
    DraftRegimen,
    GetSettings,
    Library,
    LibraryRow,
    ListLibrary,
    ListProducts,
    Products,
    RetireVersion,
    SignReference,
    SiteSettings,
)
from node.api.rules import SwitchRule
from node.api.settlement import Conflicts, ListConflicts, Settle
from node.domain.decision import Decided, Draft
from node.handlers.reference import library
from node.reference.library import REGIMENS
from node.reference.limits import STARTER_DOSES, STARTER_GATES, STARTER_REATTRIBUTION
from node.store.neighbourhoods import DOSES_FILE, GATES_FILE, REATTRIBUTION_FILE
from schema.acts.reattribution import ReattributionLimitSigned
from schema.codec import Wire
from schema.i18n import text
from schema.rules import EVERY_SETTING
from schema.transaction import FileRef, FileType
from tests.node.rows.parting import forged
from tests.node.stations import PIN, Clock, Station, Template, build, copied, exchange, opened


def test_what_is_signed_word_for_word_is_left_alone(site: Station) -> None:
    before = site.replica.counts()[1]
    again = site.do("pharmacist", SignReference(pin=PIN))
    assert again.created == ()
    sessions = 1
    assert site.replica.counts()[1] == before + sessions


def test_what_one_workstation_signs_all_have(stations: tuple[Station, Station, Station]) -> None:
    pharmacy, hospital, _ = stations
    one = pharmacy.get("prescriber", ListRegimens(), Regimens)
    assert one == hospital.get("prescriber", ListRegimens(), Regimens)


def test_products_of_a_substance_whatever_its_accents(site: Station) -> None:
    every = site.get("preparer", ListProducts(), Products).rows
    assert len(every) == 16
    (row,) = site.get("preparer", ListProducts(substance="ETOPOSIDE"), Products).rows
    assert row.body.substance == "étoposide"
    assert site.get("preparer", ListProducts(substance="eau"), Products).rows == ()


def test_only_pharmacists_sign_and_only_what_there_is(site: Station) -> None:
    assert site.refused("prescriber", SignReference(pin=PIN)) == "right.missing"
    assert site.refused("pharmacist", SignReference(names=("NADA",), pin=PIN)) == "reference.unknown"
    assert site.do("pharmacist", SignReference(names=("limits",), pin=PIN)).acts == ()


def test_the_library_says_what_is_signed(site: Station) -> None:
    rows = site.get("pharmacist", ListLibrary(), Library).rows
    assert {row.sort for row in rows} == {"gates", "reattribution", "limits", "doses", "product", "regimen"}
    assert {row.state for row in rows} == {"signed"}
    assert {row.signed.person for row in rows if row.signed} == {"Dr EXEMPLE Agathe"}
    assert all(row.label for row in rows if row.sort not in {"gates", "doses", "reattribution", "limits"})


def _row(station: Station, name: str, sort: str) -> LibraryRow:
    rows = station.get("pharmacist", ListLibrary(), Library).rows
    return next(row for row in rows if (row.name, row.sort) == (name, sort))


def test_what_is_signed_can_be_read_first(site: Station) -> None:
    row = _row(site, "mFOLFOX6", "regimen")
    assert dict(row.proposed)["summary.lines"].startswith("L1 oxaliplatine")
    assert row.in_force == row.proposed
    english = site.get("pharmacist", ListLibrary(language="en"), Library).rows
    said = next(dict(one.proposed) for one in english if one.name == "mFOLFOX6")
    assert "D1" in said["summary.lines"]


def test_a_retired_version_is_begun_with_no_more_and_not_signed_again_by_the_way(site: Station) -> None:
    row = _row(site, "GEMCITABINE", "regimen")
    assert row.version is not None
    retire = RetireVersion(file=row.file, version=row.version, wrong=False, reason="remplacée", pin=PIN)
    assert site.refused("prescriber", retire) == "right.missing"
    site.do("pharmacist", retire)
    after = _row(site, "GEMCITABINE", "regimen")
    assert (after.state, after.version, after.in_force) == ("retired", None, ())
    regimens = site.get("prescriber", ListRegimens(), Regimens).rows
    assert row.file.id not in {one.regimen for one in regimens}
    assert site.do("pharmacist", SignReference(pin=PIN)).created == ()
    assert site.refused("pharmacist", retire) == "reference.retired_already"
    assert site.do("pharmacist", SignReference(names=("GEMCITABINE",), pin=PIN)).created != ()
    assert _row(site, "GEMCITABINE", "regimen").state == "signed"


def test_settings_are_replaced_never_retired(site: Station) -> None:
    row = _row(site, "limits", "limits")
    signed = _row(site, "GEMCITABINE", "regimen").version
    assert row.version is None
    assert signed is not None
    retire = RetireVersion(file=row.file, version=signed, wrong=True, reason="x", pin=PIN)
    assert site.refused("pharmacist", retire) == "reference.no_such_version"


def test_two_versions_signed_apart_are_chosen_between_in_the_inbox(
    stations: tuple[Station, Station, Station],
) -> None:
    one, other, _ = stations
    product = one.get("pharmacist", ListProducts(substance="gemcitabine"), Products).rows[0]
    file = FileRef(FileType.PRODUCT, product.product)
    for station, hours in ((one, 12), (other, 36)):
        body = msgspec.structs.replace(product.body, stability_hours=hours)
        session = station.desk.sessions.get(station.session("pharmacist"))
        assert session is not None
        signed = station.desk.record(Decided((Draft(file, body),)), session, PIN)
        assert isinstance(signed, Recorded)
    exchange(one, other)
    assert one.get("preparer", ListProducts(substance="gemcitabine"), Products).rows == ()
    (conflict,) = other.get("pharmacist", ListConflicts(), Conflicts).rows
    assert (conflict.rule, conflict.file, conflict.patient_name) == (
        "signed_apart",
        file,
        product.body.label,
    )
    assert not any(conflict.patient)
    said = [dict(side.summary)["summary.stability"] for side in conflict.sides]
    assert set(said) == {"12\u00a0h", "36\u00a0h"}
    assert other.get("prescriber", ListConflicts(), Conflicts).rows == ()
    number = said.index("12\u00a0h")
    chosen = conflict.choices[number]
    assert chosen.kept.startswith(f"version {number + 1} (")
    settle = Settle(
        file=file,
        rule=conflict.rule,
        subject=conflict.subject,
        heads=tuple(side.act for side in conflict.sides),
        choice=chosen.choice,
        keep=chosen.keep,
        reason="relu ensemble",
        pin=PIN,
        based_on=conflict.heads,
    )
    assert other.refused("prescriber", settle) == "conflict.not_owner"
    elsewhere = msgspec.structs.replace(settle, keep=bytes(16))
    assert other.refused("pharmacist", elsewhere) == "conflict.keep_which"
    other.do("pharmacist", settle)
    exchange(one, other)
    (row,) = one.get("preparer", ListProducts(substance="gemcitabine"), Products).rows
    assert row.body.stability_hours == 12
    assert one.get("pharmacist", ListConflicts(), Conflicts).rows == ()
    (settled,) = one.get("pharmacist", ListConflicts(settled=True), Conflicts).rows
    assert dict(settled.decided)["summary.version_kept"] == chosen.kept


def test_drafts_are_kept_counted_and_treat_nobody(site: Station) -> None:
    product = site.get("pharmacist", ListProducts(substance="gemcitabine"), Products).rows[0].body
    regimen = next(one for one in REGIMENS if one.code == "GEMCITABINE")
    (draft,) = site.do("pharmacist", DraftRegimen(content=regimen)).created
    site.do("pharmacist", DraftRegimen(draft=draft, content=regimen))
    site.do("pharmacist", DraftProduct(content=product))
    assert site.refused("nurse", DraftProduct(content=product)) == "right.missing"
    assert _row(site, "GEMCITABINE", "regimen").drafts == 1
    assert _row(site, product.code, "product").drafts == 1
    assert _row(site, "GEMCITABINE", "regimen").state == "signed"


SETTINGS: tuple[tuple[str, FileRef, Wire, Wire], ...] = (
    ("gates", GATES_FILE, STARTER_GATES, msgspec.structs.replace(STARTER_GATES, limits=())),
    ("doses", DOSES_FILE, STARTER_DOSES, msgspec.structs.replace(STARTER_DOSES, highest_percent="110")),
    ("reattribution", REATTRIBUTION_FILE, STARTER_REATTRIBUTION, ReattributionLimitSigned("8")),
)


def _state_of(station: Station, setting: str) -> str:
    return _row(station, setting, setting).state


@pytest.mark.parametrize(("setting", "file", "starter", "_other"), SETTINGS, ids=lambda one: str(one)[:13])
def test_a_setting_signed_apart_word_for_word_is_signed(
    stations: tuple[Station, Station, Station], setting: str, file: FileRef, starter: Wire, _other: Wire
) -> None:
    one, other, _ = stations
    for station in (one, other):
        forged(station, "pharmacist", file, starter)
    exchange(one, other)
    for station in (one, other):
        assert _state_of(station, setting) == "signed"
        assert station.get("pharmacist", ListConflicts(), Conflicts).rows == ()
    assert one.do("pharmacist", SignReference(names=(setting,), pin=PIN)).acts == ()


@pytest.mark.parametrize(
    ("setting", "file", "starter", "other_value"), SETTINGS, ids=lambda one: str(one)[:13]
)
def test_a_setting_signed_apart_otherwise_is_disputed_and_says_what_differs(
    stations: tuple[Station, Station, Station],
    setting: str,
    file: FileRef,
    starter: Wire,
    other_value: Wire,
) -> None:
    one, other, _ = stations
    forged(one, "pharmacist", file, starter)
    forged(other, "pharmacist2", file, other_value)
    exchange(one, other)
    assert (_state_of(one, setting), _state_of(other, setting)) == ("disputed", "disputed")
    (conflict,) = other.get("pharmacist", ListConflicts(), Conflicts).rows
    assert (conflict.rule, conflict.file) == ("settings_apart", file)
    assert conflict.patient_name == text(f"ui.library.{setting}", "fr")
    said = [side.summary for side in conflict.sides]
    assert said[0] != said[1]
    one.do("pharmacist", SignReference(names=(setting,), pin=PIN))
    exchange(one, other)
    assert (_state_of(one, setting), _state_of(other, setting)) == ("signed", "signed")
    assert other.get("pharmacist", ListConflicts(), Conflicts).rows == ()


def test_what_two_signed_word_for_word_is_retired_at_once(stations: tuple[Station, Station, Station]) -> None:
    one, other, _ = stations
    row = _row(one, "GEMCITABINE", "regimen")
    body = next(regimen for regimen in REGIMENS if regimen.code == "GEMCITABINE")
    for station in (one, other):
        forged(station, "pharmacist", row.file, body)
    exchange(one, other)
    version = _row(one, "GEMCITABINE", "regimen").version
    assert version is not None
    one.do("pharmacist", RetireVersion(file=row.file, version=version, wrong=True, reason="erreur", pin=PIN))
    exchange(one, other)
    assert [_row(station, "GEMCITABINE", "regimen").state for station in (one, other)] == ["retired"] * 2


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A site founded before there were rules, and limits of doses in the library."""
    before = tuple(one for one in library() if one[0] != "doses")
    with (
        patch("node.founding.RULES", {}),
        patch("node.handlers.reference.library", lambda: before),
    ):
        return build(tmp_path_factory.mktemp("old"))


def _settings(station: Station) -> tuple[dict[str, tuple[str, bool]], bool]:
    answer = station.get("nurse", GetSettings(), SiteSettings)
    return {row.name: (row.state, row.asked) for row in answer.rows}, answer.rule


def test_each_setting_says_whether_it_waits_for_a_signature(old: Template, tmp_path: Path) -> None:
    """And whether a list asks about those signed apart, which takes a rule for some."""
    folder, clock = copied(old, tmp_path), Clock()
    with (
        opened(folder, "PUI-1", old.contents["PUI-1"], old.people, clock, seed=1) as one,
        opened(folder, "HDJ-1", old.contents["HDJ-1"], old.people, clock, seed=2) as other,
    ):
        found, rule = _settings(one)
        assert not rule
        assert found.pop("doses") == ("unsigned", False)
        assert set(found.values()) == {("signed", False)}
        one.do("pharmacist", SignReference(names=("doses",), pin=PIN))
        exchange(one, other)
        for _, file, starter, other_value in SETTINGS:
            forged(one, "pharmacist", file, starter)
            forged(other, "pharmacist2", file, other_value)
        exchange(one, other)
        for station in (one, other):
            found, _ = _settings(station)
            assert found == {
                "limits": ("signed", False),
                "doses": ("disputed", True),
                "gates": ("disputed", False),
                "reattribution": ("disputed", False),
            }
        other.do("pharmacist", SignReference(names=("gates",), pin=PIN))
        assert _settings(other)[0]["gates"] == ("signed", False)
        other.do("administrator", SwitchRule(name=EVERY_SETTING, pin=PIN))
        assert _settings(other)[1]
        exchange(one, other)
        forged(one, "pharmacist", REATTRIBUTION_FILE, ReattributionLimitSigned("7"))
        forged(other, "pharmacist2", REATTRIBUTION_FILE, ReattributionLimitSigned("6"))
        exchange(one, other)
        assert _settings(one)[0]["reattribution"] == ("disputed", True)
