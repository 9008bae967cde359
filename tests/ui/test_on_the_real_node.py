"""By keyboard alone on the real node: from signing in to a given bag, and through one conflict.

The node has its real replica, rules and journal; only its clock stands still. The picture of the
README is what the screen shows half-way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from node.api.site import Verified, Verify
from schema.acts.patient import Identity
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.stations import PIN, Clock, Station, build, copied, exchange, opened
from tests.ui.keyboard import KeyboardUser
from tests.ui.seats import Seat, seated

PICTURE = Path(__file__).parents[2] / "ops" / "picture.png"
REGIMEN = "PEMBRO-200"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real")


@pytest.fixture
def pharmacy(folder: Path) -> Iterator[tuple[Station, Treated]]:
    """A pharmacy where one dose is prescribed, and where another was made twice, here and elsewhere."""
    template = build(folder / "template")
    where, clock = copied(template, folder / "copy"), Clock()
    with ExitStack() as stack:
        here, there = (
            stack.enter_context(
                opened(where, name, template.contents[name], template.people, clock, seed=seed)
            )
            for seed, name in enumerate(("PUI-1", "HDJ-1"), start=21)
        )
        other = Identity("Modèle", "", "Zénobie", "1971-08-09", "F", "9900054321", "")
        twice = circuit.ready(here, "GEMCITABINE", other)
        for name, code in (("Témoin", "mFOLFOX6"), ("Virtuel", "CARBO-TAXOL")):
            circuit.ready(here, code, Identity(name, "", "Aimé", "1949-01-02", "M", "", ""))
        exchange(here, there)
        dose = circuit.dose_of(here, twice.course, "L1").dose
        for station in (here, there):
            bag = circuit.claim(station, twice.course, dose)
            circuit.make(station, twice.course, bag)
            circuit.check(station, twice.course, bag)
        mine = circuit.treated(here, REGIMEN)
        exchange(here, there)
        yield here, mine


@pytest.fixture
def seat(pharmacy: tuple[Station, Treated], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    """Somebody before the pharmacy's window."""
    with seated(pharmacy[0], qtbot, monkeypatch) as taken:
        yield taken


@pytest.mark.timeout(300)
def test_from_signing_in_to_a_given_bag_and_through_a_conflict(
    seat: Seat, pharmacy: tuple[Station, Treated], tmp_path: Path
) -> None:
    user = seat.user
    user.sign_in("exemple", PIN)
    user.open_row("doses", "pembrolizumab", also="prescrite")
    user.act("Valider 1 dose")
    user.sign(PIN)
    user.wait_for("Prescription validée.")
    user.sign_out()

    user.sign_in("inventé", PIN)
    user.open_row("doses", "pembrolizumab")
    user.act("Donner le feu vert")
    user.sign(PIN)
    user.wait_for("Feu vert donné.")
    user.sign_out()

    user.sign_in("imaginaire", PIN)
    user.open_row("doses", "pembrolizumab")
    user.wait_for("Volume à prélever")
    user.fill("lot_0", "FICTIF-1")
    user.fill("expiry_0", "31/12/2027")
    user.fill("diluent_lot", "FICTIF-2")
    user.act("Prendre en charge la préparation")
    user.wait_for("Préparation prise en charge")
    user.act("Enregistrer la fabrication")
    user.sign(PIN)
    user.sign_out()

    user.sign_in("supposé", PIN)
    user.open_row("doses", "pembrolizumab")
    user.act("Enregistrer le contrôle")
    user.sign(PIN)
    user.sign_out()

    user.sign_in("exemple", PIN)
    user.open_palette("Désaccords")
    user.wait_for("gemcitabine")
    picture(user, tmp_path)
    user.choose("choice", "PUI-1 000001")
    user.act("Trancher le désaccord")
    user.sign(PIN, reason="la première poche est conservée")
    user.wait_for("Décision enregistrée.")

    user.open_palette("Mon travail")
    user.open_row("doses", "pembrolizumab")
    user.act("Libérer la préparation")
    user.sign(PIN)
    user.act("Ouvrir la dispensation")
    user.act("Dispenser la préparation")
    user.sign(PIN)
    user.sign_out()

    user.sign_in("théorique", PIN)
    user.open_row("doses", "pembrolizumab")
    user.act("Réceptionner la préparation")
    user.wait_for("reçue.")
    user.act("Ouvrir l’administration")
    user.fill("bedside", "essai")
    user.open_row("candidates", "ESSAI Jeanne")
    user.wait_for("Patient identifié au lit")
    user.act("Enregistrer l’administration")
    user.sign(PIN)
    user.wait_for("Ce qui s’est passé")

    user.settle()
    seat.leave()  # from here on nobody but this thread asks the node
    station, mine = pharmacy
    view = circuit.look(station, mine.course)
    (dose,) = [one for one in view.doses if one.given]
    assert [bag.state for bag in dose.bags] == ["given"]
    assert "made_twice" not in circuit.inbox(station)
    assert station.get("pharmacist", Verify(), Verified).findings == ()


def picture(user: KeyboardUser, tmp_path: Path) -> None:
    """What the README shows; with VEILLEUSE_PICTURE=1 it replaces the one in the project."""
    taken = PICTURE if os.environ.get("VEILLEUSE_PICTURE") else tmp_path / "picture.png"
    user.picture(taken)
    assert QImage(str(taken)).size() == QImage(str(PICTURE)).size()
