"""Patients as screens show them."""

from __future__ import annotations

from datetime import date

import msgspec

from node.api.patient import NO_BIRTH
from node.domain.patient import PatientState, fold_patient
from node.views.patient import banner, look_alikes, patient_row, years
from node.views.teller import Teller
from schema.acts.base import Told
from schema.acts.patient import (
    AllergyRecorded,
    Identity,
    PatientCreated,
    PatientLinkConfirmed,
    PatientLinked,
    PatientMeasured,
)
from schema.codec import Wire
from schema.ids import Id, short_text
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import Site, an_id
from tests.node.views.test_teller import Book

ZOE = Identity("Essai", "", "Zoé", "1996-02-29", "F", "9900077", "")
TODAY = date(2026, 2, 28)
A, B = an_id("a"), an_id("b")


def _files(site: Site) -> dict[Id, PatientState]:
    return {
        file: fold_patient([act for act in site.acts if act.header.file.id == file])
        for file in {act.header.file.id for act in site.acts}
    }


def _told() -> Told:
    return Told(1_000, False, None, "seen")


def _site(*bodies: Wire) -> Site:
    site = Site()
    site.act("pharmacy", PatientCreated(ZOE), A)
    for body in bodies:
        site.act("pharmacy", body, A)
    return site


def test_years_are_completed_ones() -> None:
    assert years(ZOE, TODAY) == 29
    assert years(ZOE, date(2026, 3, 1)) == 30
    assert years(msgspec.structs.replace(ZOE, birth_date="2026-13-01"), TODAY) == 0
    assert years(msgspec.structs.replace(ZOE, birth_date="2099-01-01"), TODAY) == 0


def test_the_banner_computes_a_surface_from_the_latest_values() -> None:
    site = _site(
        PatientMeasured("weight", Quantity("70", Unit.KG), _told()),
        PatientMeasured("height", Quantity("170", Unit.CM), _told()),
    )
    shown = banner(A, _files(site), TODAY, Teller(Book(site)))
    assert shown.surface == Quantity("1.8181", Unit.M2)
    assert shown.creatinine is None


def test_the_surface_is_computed_as_the_treatment_says_and_named_so() -> None:
    site = _site(
        PatientMeasured("weight", Quantity("70", Unit.KG), _told()),
        PatientMeasured("height", Quantity("170", Unit.CM), _told()),
    )
    shown = banner(A, _files(site), TODAY, Teller(Book(site)), formula="dubois")
    assert (shown.surface, shown.surface_formula) == (Quantity("1.8097", Unit.M2), "dubois")
    unknown = banner(A, _files(site), TODAY, Teller(Book(site)), formula="from a newer program")
    assert unknown.surface is None


def test_without_height_there_is_no_surface() -> None:
    site = _site(PatientMeasured("weight", Quantity("70", Unit.KG), _told()))
    assert banner(A, _files(site), TODAY, Teller(Book(site))).surface is None


def test_the_allergies_of_a_linked_file_count() -> None:
    site = _site(AllergyRecorded(True, "", ""))
    site.act("pharmacy", PatientCreated(ZOE), B)
    site.act("pharmacy", AllergyRecorded(False, "latex", "urticaire"), B)
    files, tell = _files(site), Teller(Book(site))
    alone = banner(A, files, TODAY, tell)
    assert (alone.allergy_state, alone.linked) == ("none_known", ())
    assert alone.identity_disputed  # a probable duplicate
    link = site.act("pharmacy", PatientLinked(B, "carte"), A)
    site.act("pharmacy", PatientLinkConfirmed(link.ref), A, by="bob")
    other = site.act("pharmacy", PatientLinked(A, "carte"), B)
    site.act("pharmacy", PatientLinkConfirmed(other.ref), B, by="bob")
    together = banner(A, _files(site), TODAY, Teller(Book(site)))
    assert (together.allergy_state, together.linked) == ("known", (B,))
    assert [one.substance for one in together.allergies] == ["latex"]
    assert not together.identity_disputed


def test_look_alikes_say_why_and_where_they_stand() -> None:
    site = _site()
    site.act("pharmacy", PatientCreated(msgspec.structs.replace(ZOE, first_names="Zoë")), B)
    (one,) = look_alikes(A, _files(site))
    assert (one.patient, one.why, one.state) == (B, "same_ipp", "probable")
    site.act("pharmacy", PatientLinked(B, "carte"), A)
    (one,) = look_alikes(A, _files(site))
    assert one.state == "link_asked"
    assert patient_row(A, _files(site), TODAY).probable_duplicates == 1


def test_a_file_that_cannot_be_read_is_nobody() -> None:
    site = Site()
    site.act("pharmacy", AllergyRecorded(True, "", ""), A)
    row = patient_row(A, _files(site), TODAY)
    assert (row.identity.birth_name, row.identity.birth_date, row.age) == ("unreadable", NO_BIRTH, 0)
    shown = banner(A, _files(site), TODAY, Teller(Book(site)))
    assert shown.identity_disputed
    assert shown.claimed == ()


def test_of_an_identity_that_is_set_aside_it_is_shown_what_was_written_and_by_whom() -> None:
    site = Site()
    created = site.act("pharmacy", PatientCreated(ZOE), A, set_aside="removed")
    shown = banner(A, _files(site), TODAY, Teller(Book(site)))
    assert (shown.identity.birth_name, shown.identity.first_names) == ("set_aside", short_text(A))
    assert [(one.identity, one.stamp.person, one.stamp.act) for one in shown.claimed] == [
        (ZOE, "somebody", created.ref)
    ]
