"""Reference data: the drug database, versions signed apart, chosen between, retired; drafts, settings."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from node.api.course import ListRegimens, Regimens
from node.api.reference import (
    DraftProduct,
    DraftRegimen,
    Library,
    ListLibrary,
    ListProducts,
    Products,
    RetireVersion,
    SignReference,
)
from node.api.site import ImportCatalogue
from node.reference.library import REGIMENS
from node.reference.limits import STARTER_DOSES, STARTER_GATES, STARTER_LIMITS, STARTER_REATTRIBUTION
from node.store.neighbourhoods import DOSES_FILE, GATES_FILE, REATTRIBUTION_FILE
from schema.acts.reattribution import ReattributionLimitSigned
from schema.codec import Wire
from schema.rules import EVERY_SETTING
from schema.transaction import FileRef, FileType
from tests.golden.stations import Day, conflict_in, keep_one, settle_command, settle_long, write
from tests.node import circuit
from tests.node.intake.excerpt import files
from tests.node.stations import PIN


def edition(day: Day) -> None:
    """The drug database is taken, and its date corrected."""
    folder = day.one.replica.folder.parent / "excerpt"
    folder.mkdir()
    for name, content in files().items():
        (folder / name).write_bytes(content)
    for data_of in ("2026-06-01", "2026-05-18"):
        day.one.ask("pharmacist", ImportCatalogue(folder=str(folder), data_of=data_of, pin=PIN))
    day.meet()


def drafts(day: Day) -> None:
    """Versions being written, at two places."""
    product = day.one.get("pharmacist", ListProducts(substance="gemcitabine"), Products).rows[0].body
    regimen = next(one for one in REGIMENS if one.code == "GEMCITABINE")
    (draft,) = day.one.do("pharmacist", DraftRegimen(content=regimen)).created
    day.meet()
    day.one.do("pharmacist", DraftRegimen(draft=draft, content=regimen))
    day.other.do("pharmacist2", DraftRegimen(draft=draft, content=regimen))
    day.other.do("pharmacist2", DraftProduct(content=product))
    day.meet()


def _apart(day: Day, file: FileRef, rule: str, version: Callable[[int], Wire]) -> None:
    """Two versions signed apart: chosen in the inbox, then again by the kind of many acts, then left."""
    for turn, way in enumerate(("few", "many", "open")):
        write(day.one, "pharmacist", file, version(2 * turn))
        write(day.other, "pharmacist2", file, version(2 * turn + 1))
        day.meet()
        if way == "open":
            continue
        conflict = conflict_in(day.one, rule, file.id)
        chosen = conflict.choices[0]
        if way == "few":
            day.one.do("pharmacist", settle_command(conflict, chosen.choice, chosen.keep))
        else:
            settle_long(day.one, conflict, chosen.choice, "pharmacist", chosen.keep)
        day.meet()


def signed_apart(day: Day) -> None:
    """A product, a regimen, the site's limits."""
    product = day.one.get("pharmacist", ListProducts(substance="gemcitabine"), Products).rows[0]

    def hours(turn: int) -> Wire:
        return msgspec.structs.replace(product.body, stability_hours=12 + turn)

    _apart(day, FileRef(FileType.PRODUCT, product.product), "signed_apart", hours)
    rows = day.one.get("prescriber", ListRegimens(), Regimens).rows
    regimen = next(one for one in rows if one.body.code == "GEMCITABINE")

    def version(turn: int) -> Wire:
        return msgspec.structs.replace(regimen.body, version=f"golden-{turn}")

    _apart(day, FileRef(FileType.REGIMEN, regimen.regimen), "signed_apart", version)
    library = day.one.get("pharmacist", ListLibrary(), Library).rows
    limits = next(one.file for one in library if one.sort == "limits")

    def days(turn: int) -> Wire:
        return msgspec.structs.replace(STARTER_LIMITS, same_dose_days=turn + 1)

    _apart(day, limits, "settings_apart", days)
    # Afterwards the limits are those of every day again.
    write(day.one, "pharmacist", limits, STARTER_LIMITS)
    day.meet()


def retired(day: Day) -> None:
    """A regimen and a product with an error retired while a bag is made by them; signed anew."""
    someone = circuit.ready(day.one, "GEMCITABINE", day.somebody())
    day.meet()
    dose = circuit.dose_of(day.one, someone.course, "L1").dose
    circuit.make(day.one, someone.course, circuit.claim(day.one, someone.course, dose))
    rows = day.other.get("pharmacist2", ListLibrary(), Library).rows
    items = [
        next(row for row in rows if row.sort == sort and "gemcitabine" in (row.name.lower(), row.detail))
        for sort in ("regimen", "product")
    ]
    for row in items:
        assert row.version is not None
        retire = RetireVersion(file=row.file, version=row.version, wrong=True, reason="erreur", pin=PIN)
        day.other.do("pharmacist2", retire)
    day.meet()
    day.one.do("pharmacist", SignReference(names=tuple(row.name for row in items), pin=PIN))
    day.meet()


def settings_apart(day: Day) -> None:
    """Limits of results and of re-attribution signed apart: word for word the same, then otherwise."""
    doses = [msgspec.structs.replace(STARTER_DOSES, highest_percent=one) for one in ("110", "115")]
    by_source = [msgspec.structs.replace(STARTER_GATES, source=source) for source in ("comité", "RCP")]
    for file, starter, values in (
        (GATES_FILE, STARTER_GATES, by_source),
        (DOSES_FILE, STARTER_DOSES, doses),
        (REATTRIBUTION_FILE, STARTER_REATTRIBUTION, [ReattributionLimitSigned(one) for one in ("6", "7")]),
    ):
        for here, there in ((starter, starter), values):
            write(day.one, "pharmacist", file, here)
            write(day.other, "pharmacist2", file, there)
            day.meet()
        # Before the rule nobody is asked.
        if EVERY_SETTING in day.one.desk.members.rules:
            keep_one(day.one, "settings_apart", file.id)
            day.meet()
        write(day.one, "pharmacist", file, starter)
        day.meet()


def retired_alike(day: Day) -> None:
    """A regimen that two signed word for word is retired; signed anew where nothing is left of it."""
    signed = next(one for one in REGIMENS if one.code == "CARBO-TAXOL")
    rows = day.other.get("pharmacist2", ListLibrary(), Library).rows
    file = next(row.file for row in rows if (row.sort, row.name) == ("regimen", signed.code))
    body = msgspec.structs.replace(signed, version="golden")
    write(day.one, "pharmacist", file, body)
    write(day.other, "pharmacist2", file, body)
    day.meet()
    rows = day.other.get("pharmacist2", ListLibrary(), Library).rows
    version = next(row.version for row in rows if row.file == file)
    assert version is not None
    retire = RetireVersion(file=file, version=version, wrong=True, reason="erreur", pin=PIN)
    day.other.do("pharmacist2", retire)
    day.meet()
    day.one.do("pharmacist", SignReference(names=(signed.code,), pin=PIN))
    day.meet()
