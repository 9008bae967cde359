"""Everything without a mouse: from signing in, through validating, to settling a conflict, by keys alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from node.api.settlement import Settle
from node.api.validation import GiveGoAhead, Validate
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import PIN
from tests.ui.keyboard import KeyboardUser


def test_from_signing_in_through_validating_to_settling(user: KeyboardUser, node: FakeNode) -> None:
    user.sign_in("exemple", PIN)
    user.wait_for("OXALIplatine")
    user.open_row("doses", "OXALIplatine", also="prescrite")
    user.wait_for("Validation et feu vert")
    user.tick("mention_uracilemia")
    user.act("Valider 3 doses")
    user.sign(PIN)
    user.wait_for("Prescription validée.")
    (validated,) = [command for command in node.calls if isinstance(command, Validate)]
    assert len(validated.items) == 3
    assert validated.mentions == ("uracilemia",)

    user.open_palette("Désaccords")
    user.wait_for("Deux poches")
    user.choose("choice", "PUI-2 2026-000012")
    user.act("Trancher le désaccord")
    user.sign(PIN, reason="la poche de PUI-1 est tombée")
    user.wait_for("Décision enregistrée.")
    (settled,) = [command for command in node.calls if isinstance(command, Settle)]
    assert settled.reason == "la poche de PUI-1 est tombée"
    assert settled.keep is not None


def test_a_wrong_pin_keeps_the_dialog_and_signs_nothing(user: KeyboardUser, node: FakeNode) -> None:
    user.sign_in("modèle", PIN)
    user.open_row("doses", "OXALIplatine", also="prescrite")
    user.act("Donner le feu vert")
    user.wait_until(lambda: user.window.desk.dialog is not None, "the dialog")
    user.type("000000")
    user.enter()
    user.wait_until(lambda: "notice-refusal" in _roles(user), "the refusal")
    assert user.window.desk.dialog is not None
    user.sign(PIN)
    user.wait_for("Feu vert donné.")
    pins = [command.pin for command in node.calls if isinstance(command, GiveGoAhead)]
    assert pins == ["000000", PIN]


def test_escape_leaves_an_act_undone(user: KeyboardUser, node: FakeNode) -> None:
    user.sign_in("modèle", PIN)
    user.open_row("doses", "OXALIplatine", also="prescrite")
    user.act("Donner le feu vert")
    user.escape()
    user.wait_until(lambda: user.window.desk.dialog is None, "the dialog to close")
    assert not [command for command in node.calls if isinstance(command, GiveGoAhead)]


def test_a_bag_goes_from_a_claim_to_the_patient(user: KeyboardUser) -> None:
    """The whole way of one dose, each step by the person who may."""
    user.sign_in("essai", PIN)
    user.open_row("doses", "PACLItaxel")
    user.wait_for("Volume à prélever")
    user.fill("lot_0", "A123")
    user.fill("expiry_0", "31/12/2027")
    user.wait_for("31-déc.-2027")
    user.act("Prendre en charge la préparation")
    user.wait_for("Préparation prise en charge")
    user.act("Enregistrer la fabrication")
    user.sign(PIN)
    user.act("Enregistrer le contrôle")
    user.sign(PIN)
    user.sign_out()

    user.sign_in("exemple", PIN)
    user.open_row("doses", "PACLItaxel", also="à libérer")
    user.act("Libérer la préparation")
    user.wait_for("Seul un rappel pourra l’arrêter")
    user.sign(PIN)
    user.act("Ouvrir la dispensation")
    user.act("Dispenser la préparation")
    user.sign(PIN)
    user.sign_out()

    user.sign_in("témoin", PIN)
    user.open_row("doses", "PACLItaxel", also="à réceptionner")
    user.act("Réceptionner la préparation")
    user.wait_for("reçue.")
    user.act("Ouvrir l’administration")
    user.fill("bedside", "fict")
    user.open_row("candidates", "FICTIVE Solène")
    user.wait_for("Patient identifié au lit")
    user.act("Enregistrer l’administration")
    user.sign(PIN)
    user.wait_for("Ce qui s’est passé")


def test_the_wrong_patient_is_refused_with_what_to_do(user: KeyboardUser) -> None:
    user.sign_in("témoin", PIN)
    user.open_row("doses", "fluorouracile", also="à administrer")
    user.fill("bedside", "exemp")
    user.open_row("candidates", "EXEMPLE Marguerite")
    user.act("Enregistrer l’administration")
    user.wait_until(lambda: user.window.desk.dialog is not None, "the dialog")
    user.type(PIN)
    user.enter()
    user.wait_until(lambda: "notice-refusal" in _roles(user), "the refusal")
    user.escape()
    assert user.window.place.screen == "administration"


def _roles(user: KeyboardUser) -> set[str]:
    dialog = user.window.desk.dialog
    return {str(frame.property("role")) for frame in dialog.findChildren(QFrame)} if dialog else set()


def test_a_screen_opened_from_another_begins_where_it_should(user: KeyboardUser) -> None:
    user.sign_in("exemple", PIN)
    user.go_to("filter")
    user.open_palette("Désaccords")
    assert user.focused() == "conflicts"
    user.open_palette("Patients")
    assert user.focused() == "search"
    user.open_palette("Mon travail")
    assert user.focused() == "doses"


def test_function_keys_open_every_screen(user: KeyboardUser) -> None:
    user.sign_in("exemple", PIN)
    for key, screen in (
        (Qt.Key.Key_F3, "patients"), (Qt.Key.Key_F4, "settlement"), (Qt.Key.Key_F6, "catalogue"),
        (Qt.Key.Key_F7, "paper"), (Qt.Key.Key_F1, "help"), (Qt.Key.Key_F1, "paper"),
        (Qt.Key.Key_F2, "worklist"),
    ):  # fmt: skip
        user.press(key)
        user.settle()
        assert user.window.place.screen == screen


def test_enter_goes_from_the_search_to_the_record(user: KeyboardUser) -> None:
    user.sign_in("exemple", PIN)
    user.press(Qt.Key.Key_F3)
    user.type("fictive")
    user.enter()
    user.wait_until(lambda: user.focused() == "hits", "the list to have the keyboard")
    user.enter()
    user.wait_for("FICTIVE")
    user.wait_until(lambda: user.window.place.screen == "patient", "the record")


def test_escape_abandons_a_new_file(user: KeyboardUser) -> None:
    user.sign_in("exemple", PIN)
    user.press(Qt.Key.Key_F3)
    user.type("zz")
    user.act("Créer un patient")
    user.wait_for("Nouveau patient")
    user.escape()
    user.wait_for("Rechercher un patient")
    assert user.window.place.screen == "patients"


def test_the_register_from_a_number_to_its_sheet_and_to_paper(user: KeyboardUser) -> None:
    user.sign_in("exemple", PIN)
    user.open_palette("Ordonnancier")
    user.wait_for("poche percée au montage")
    user.pick("numbers", "PUI-1 000041")
    user.act("Fiche de la poche")
    user.wait_for("fiche de fabrication")
    user.escape()
    user.wait_for("poche percée au montage")
    user.act("Imprimer ces numéros")
    user.wait_for("Numéros 37 à 42.")
    user.escape()
    user.choose("series", "PUI-2")
    user.wait_for("PUI-2.7K3F 000430")
