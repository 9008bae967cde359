"""By keyboard alone on a real node: one disagreement of each owner's role, from the inbox to the act.

And the screens by which an administrator looks after the site. The site is parted and has met again
(`tests/ui/parted.py`); each test has its own copy of the pharmacy's workstation.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from node.api.course import ConflictView
from node.api.forks import Forks, GetForks
from node.api.patient import PatientHits, SearchPatients
from node.api.people import GetStaff, Staff
from node.api.rules import GetRules, Rules
from node.api.settlement import Conflicts, ListConflicts
from node.api.workstations import GetWorkstations, Workstations
from node.handlers import rules
from node.invitation_file import words_of_request, write_request
from node.reach import Alone
from schema.acts.membership import SwitchedRule
from schema.acts.patient import Identity
from schema.rules import RULES
from tests.node import circuit
from tests.node.newcomers import newcomer
from tests.node.stations import PIN, Station
from tests.node.sticks import out
from tests.ui.keyboard import KeyboardUser
from tests.ui.parted import HOSPITAL, MORPHINE, Parted, back_at, part_and_meet
from tests.ui.seats import Seat, seated

PHARMACIST, PRESCRIBER, PREPARER = "exemple", "inventé", "imaginaire"
LATE = Identity("Tardive", "", "Ursule", "1948-10-01", "F", "", "")
NURSE, ADMINISTRATOR, OTHER_ADMINISTRATOR = "théorique", "zéro", "deuxième"

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Parted:
    return part_and_meet(tmp_path_factory.mktemp("parted"))


@pytest.fixture
def pharmacy(parted: Parted, tmp_path: Path) -> Iterator[Station]:
    with back_at(parted, tmp_path) as station:
        yield station


@pytest.fixture
def seat(pharmacy: Station, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    monkeypatch.setattr("ui.presenters.carry.LOOK_MS", 20)
    monkeypatch.setattr("ui.desk.removable", lambda: ())
    with seated(pharmacy, qtbot, monkeypatch) as taken:
        yield taken


def in_hand(seat: Seat, who: str, conflict: str, also: str = "") -> KeyboardUser:
    """Somebody signed in, with this conflict in hand."""
    user = seat.user
    user.sign_in(who, PIN)
    user.open_palette("Désaccords")
    user.pick("conflicts", conflict, also=also)
    user.settle()
    return user


def still_open(seat: Seat, pharmacy: Station) -> tuple[ConflictView, ...]:
    """What is not settled, once the seat is left."""
    seat.user.settle()
    seat.leave()
    return pharmacy.get("pharmacist", ListConflicts(mine=False), Conflicts).rows


def settled(seat: Seat, pharmacy: Station, rule: str) -> bool:
    """Whether no conflict of this rule is open any more."""
    return rule not in {row.rule for row in still_open(seat, pharmacy)}


# --- one disagreement of each owner's role ------------------------------------------------------------


def test_a_prescriber_revises_what_was_prescribed_in_two_ways(seat: Seat, pharmacy: Station) -> None:
    user = in_hand(seat, PRESCRIBER, "prescriptions différentes", "MODÈLE")
    user.wait_for("neutropénie au cycle précédent")
    user.act("Traitement")
    user.act("Réviser la dose")
    # Both are before the prescriber, none is taken over: the dose is said anew.
    user.wait_for("rien n’en est repris")
    user.wait_for("neutropénie au cycle précédent")
    user.fill("reduction", "0")
    user.act("Ajuster la dose")
    user.wait_gone("Saisissez d’abord la dose")
    user.act("Signer la prescription")
    user.wait_for("→")
    user.sign(PIN, reason="vu ensemble au téléphone")
    assert settled(seat, pharmacy, "divergent")


def test_a_pharmacist_clears_a_bag_of_a_recall(seat: Seat, pharmacy: Station) -> None:
    user = in_hand(seat, PHARMACIST, "lot rappelé", "SUPPOSÉE")
    user.wait_for("MED 26/A001")
    user.choose("choice", "ce n’est pas ce lot")
    user.act("Trancher le désaccord")
    user.sign(PIN, reason="numéro relu sur le flacon")
    user.wait_for("Décision enregistrée.")
    rows = still_open(seat, pharmacy)
    assert [row.patient_name for row in rows if row.rule == "lot_recalled"] == ["VIRTUEL Solange"]


def test_a_pharmacist_chooses_between_two_signed_versions(seat: Seat, pharmacy: Station) -> None:
    user = in_hand(seat, PHARMACIST, "deux versions ont été signées")
    user.wait_for("14 j")
    user.choose("choice", "version 2")
    user.act("Trancher le désaccord")
    user.sign(PIN, reason="relu ensemble")
    user.wait_for("Décision enregistrée.")
    assert settled(seat, pharmacy, "signed_apart")


def test_two_people_reconcile_a_line_of_the_vault(seat: Seat, pharmacy: Station) -> None:
    user = in_hand(seat, PHARMACIST, "ligne du coffre")
    user.act("Coffre des stupéfiants")
    user.wait_for(MORPHINE)
    user.choose("second", "IMAGINAIRE")
    user.fill("second_pin", PIN)
    user.act("Le comptage l’avait déjà")
    user.sign(PIN, reason="retrouvée sur le cahier")
    user.wait_for("Écrit dans le registre.")
    assert settled(seat, pharmacy, "found_later")


def test_a_nurse_says_that_it_was_one_administration(seat: Seat, pharmacy: Station) -> None:
    user = in_hand(seat, NURSE, "enregistrée deux fois")
    user.choose("choice", "une seule administration")
    user.act("Trancher le désaccord")
    user.sign(PIN, reason="même poche, même heure")
    user.wait_for("Décision enregistrée.")
    assert settled(seat, pharmacy, "told_twice")


def test_a_nurse_corrects_an_identity_written_in_two_ways(seat: Seat, pharmacy: Station) -> None:
    user = in_hand(seat, NURSE, "trait d’identité")
    user.act("Corriger le dossier")
    user.choose("birth_date", "1960")
    user.act("Corriger l’identité")
    user.sign(PIN, reason="carte d’identité")
    assert settled(seat, pharmacy, "identity_disputed")


def test_a_preparer_counts_a_lot_below_nothing(seat: Seat, pharmacy: Station) -> None:
    user = in_hand(seat, PREPARER, "plus de flacons")
    user.act("Stock")
    user.pick("lots", "CASSE-1")
    user.settle()
    user.choose("way", "Comptage")
    user.fill("count", "0")
    user.act("Enregistrer le mouvement")
    user.sign(PIN)
    assert settled(seat, pharmacy, "lot_negative")


# --- what an administrator looks after -----------------------------------------------------------------


def test_two_administrators_settle_a_forked_journal(seat: Seat, pharmacy: Station) -> None:
    user = seat.user
    user.sign_in(ADMINISTRATOR, PIN)
    user.open_palette("Journaux dédoublés")
    user.wait_for("USC-1")
    user.tick("counts_1")
    user.act("Proposer ce qui compte")
    user.sign(PIN)
    user.wait_for("Le règlement pour USC-1 attend un autre administrateur.")
    user.sign_out()
    agree(user, "Version")
    seat.user.settle()
    seat.leave()
    (fork,) = pharmacy.get("administrator", GetForks(), Forks).forks
    assert fork.settled
    assert sorted(branch.set_aside for branch in fork.branches) == [0, fork.branches[1].acts]


def test_what_waits_for_that_is_listed_with_why_it_does_not_count(seat: Seat) -> None:
    user = seat.user
    user.sign_in(PHARMACIST, PIN)
    user.open_palette("Actes mis de côté")
    user.pick("acts", "existe en plusieurs versions", also="USC-1")
    user.wait_for("Deux personnes disent quelle version compte")


def agree(user: KeyboardUser, what: str) -> None:
    """The other administrator accepts what waits."""
    user.sign_in(OTHER_ADMINISTRATOR, PIN)
    user.open_palette("À deux")
    user.pick("proposals", what)
    user.act("Accepter la proposition")
    user.sign(PIN)
    user.wait_for("C’est accepté.")


def test_two_administrators_remove_a_workstation(seat: Seat, pharmacy: Station) -> None:
    user = seat.user
    user.sign_in(ADMINISTRATOR, PIN)
    user.open_palette("Postes")
    user.open_row("workstations", HOSPITAL)
    user.type("introuvable")
    user.act("Proposer le retrait")
    user.sign(PIN)
    user.sign_out()
    agree(user, HOSPITAL)
    seat.leave()
    rows = pharmacy.get("administrator", GetWorkstations(), Workstations).workstations
    assert [row.standing for row in rows if row.name == HOSPITAL] == ["removed"]


def test_an_administrator_withdraws_a_right(seat: Seat, pharmacy: Station) -> None:
    user = seat.user
    user.sign_in(ADMINISTRATOR, PIN)
    user.open_palette("Droits et codes")
    user.pick("members", "IMAGINAIRE")
    user.choose("right", "tenir le coffre")
    user.act("Retirer ce droit")
    user.sign(PIN)
    user.settle()
    seat.leave()
    people = pharmacy.get("administrator", GetStaff(), Staff).people
    assert ["narcotics" in one.rights for one in people if one.name.startswith("IMAGINAIRE")] == [False]


def test_two_administrators_give_the_right_to_reset_pins(seat: Seat, pharmacy: Station) -> None:
    user = seat.user
    user.sign_in(ADMINISTRATOR, PIN)
    user.open_palette("Droits et codes")
    user.pick("members", "IMAGINAIRE")
    user.choose("right", "réinitialiser un code PIN à deux")
    user.act("Donner ce droit")
    user.sign(PIN)
    user.settle()
    user.sign_out()
    user.sign_in(OTHER_ADMINISTRATOR, PIN)
    user.open_palette("À deux")
    user.wait_for("Donner le droit de réinitialiser les codes PIN")
    user.pick("proposals", "IMAGINAIRE")
    user.act("Accepter la proposition")
    user.sign(PIN)
    user.wait_for("C’est accepté.")
    seat.leave()
    people = pharmacy.get("administrator", GetStaff(), Staff).people
    assert ["site.pin" in one.rights for one in people if one.name.startswith("IMAGINAIRE")] == [True]


def test_an_administrator_switches_a_rule_on(
    seat: Seat, pharmacy: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "RULES", {**RULES, "tea_at_five": SwitchedRule("tea_at_five", (2,))})
    user = seat.user
    user.sign_in(ADMINISTRATOR, PIN)
    user.open_palette("Règles")
    user.pick("rules", "tea_at_five")
    user.act("Mettre en vigueur")
    user.sign(PIN)
    user.wait_for("La règle est signée.")
    seat.leave()
    on = pharmacy.get("administrator", GetRules(), Rules).rows
    assert [row.on for row in on if row.name == "tea_at_five"] == [True]


def test_a_pharmacist_goes_from_a_number_to_its_sheet(seat: Seat, tmp_path: Path) -> None:
    user = seat.user
    user.sign_in(PHARMACIST, PIN)
    user.open_palette("Ordonnancier")
    user.pick("numbers", "PUI-1 000002")
    user.act("Fiche de la poche")
    user.act("Préparer le document")
    user.wait_until(lambda: user.focused() == "folder", "the sheet to be made")
    user.fill("folder", str(tmp_path))
    user.act("Enregistrer le PDF")
    user.wait_for("Enregistré")
    assert [path.suffix for path in tmp_path.iterdir() if path.is_file()] == [".pdf"]
    user.act("Revenir")
    user.choose("series", HOSPITAL)
    user.wait_for("HDJ-1 000001")
    user.act("Imprimer ces numéros")
    user.wait_for("Numéro 1.")


class Reachable(Alone):
    """A node whose lobby listens."""

    def lobby_addresses(self) -> tuple[str, ...]:
        return ("192.0.2.7:7441",)


def test_an_administrator_lets_a_workstation_in(seat: Seat, pharmacy: Station, tmp_path: Path) -> None:
    pharmacy.desk.network = Reachable(pharmacy.desk)
    request = write_request(newcomer(), "USC-9", "Réanimation fictive")
    (tmp_path / "demande").write_bytes(request)
    user = seat.user
    user.sign_in(ADMINISTRATOR, PIN)
    user.open_palette("Nouveau poste")
    user.fill("name", "HDJ-2")
    user.fill("place", "Hôpital de jour")
    user.act("Afficher un code")
    user.sign(PIN)
    user.wait_for("192.0.2.7:7441")
    user.act("Retirer le code")
    user.fill("request", str(tmp_path / "demande"))
    user.enter()
    user.wait_for(words_of_request(request))
    user.wait_until(lambda: user.focused() == "invitation", "the file to be named")
    user.enter()
    user.sign(PIN)
    user.settle()
    assert (tmp_path / "demande.invitation").stat().st_size > 0
    seat.leave()
    rows = pharmacy.get("administrator", GetWorkstations(), Workstations).workstations
    assert "USC-9" in {row.name for row in rows}


def test_a_stick_goes_out_and_another_comes_in(
    seat: Seat, pharmacy: Station, parted: Parted, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    with back_at(parted, tmp_path / "there", HOSPITAL) as there:
        circuit.create(there, LATE)
        out(there, stick)
    user = seat.user
    user.sign_in(PHARMACIST, PIN)
    user.open_palette("Clé USB")
    user.fill("folder", str(stick))
    user.wait_for("hdj-1")
    user.act("Reprendre ce fichier")
    user.wait_for("Nouveau ici")
    user.act("Écrire sur la clé")
    user.wait_for("Retirez la clé proprement")
    seat.leave()
    assert len(list(stick.iterdir())) == 2
    assert pharmacy.get("pharmacist", SearchPatients(text=LATE.birth_name), PatientHits).rows
