"""Verifying: what is right, what is wrong, what is mended; and how each finding is said."""

from pathlib import Path

import pytest

from node.api.incidents import IncidentView
from node.api.site import Finding, Verified
from node.blobcheck import blob_is_right
from node.client import RefusedError
from node.store.errors import DamagedError
from node.store.replica import FILE_NAME, Replica
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import unlock
from ops.cli.parser import build
from ops.cli.verbs import VERBS
from ops.cli.verify import report, tell_incidents
from schema.i18n import LANGUAGES
from tests.ops.cli.pair import serving
from tests.ops.cli.scene import Heard, Workstation, run


def test_a_sound_workstation(workstation: Workstation) -> None:
    terminal = Heard(person=False)
    assert run(terminal, "verify", *workstation.opening) == Exit.DONE
    assert "All is well." in terminal.said.getvalue()


def test_a_running_one_is_asked(workstation: Workstation) -> None:
    terminal = Heard(person=False)
    with serving(workstation):
        assert run(terminal, "verify", "--folder", str(workstation.folder)) == Exit.DONE
    assert "All is well." in terminal.said.getvalue()


def test_a_person_named_to_a_running_one_is_checked(workstation: Workstation, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("000000\n", encoding="utf-8")
    there = ("--folder", str(workstation.folder), "--pin-file", str(tmp_path / "wrong"))
    with serving(workstation), pytest.raises(RefusedError, match=r"session\.wrong_pin"):
        run(Heard(person=False), "verify", *there)


@pytest.mark.parametrize("option", ["--person", "--pin-file"])
def test_nobody_signs_in_on_a_closed_one(workstation: Workstation, option: str) -> None:
    terminal = Heard(person=False)
    with pytest.raises(StopError) as stopped:
        run(terminal, "verify", *workstation.opening, option, "fictif")
    assert (stopped.value.code, stopped.value.leave) == ("cli.error.verify_closed", Exit.USAGE)
    assert not terminal.said.getvalue()


def _by_hand(workstation: Workstation, statement: str) -> None:
    vault = unlock(build(VERBS, "en").parse_args(["verify", *workstation.opening]), Heard(person=False))
    replica = Replica(workstation.folder, vault.database_key, vault.site, blob_is_right)
    try:
        with replica.writing():
            replica.connection.do(statement)
    finally:
        replica.close()


def test_a_row_altered_by_hand_is_found_then_mended(workstation: Workstation) -> None:
    _by_hand(workstation, "INSERT INTO courses (course, patient) VALUES (zeroblob(16), zeroblob(16))")
    found, mended, sound = Heard(person=False), Heard(person=False), Heard(person=False)
    assert run(found, "verify", *workstation.opening) == Exit.FOUND
    assert "Table courses: rows that are not what the files give: 1." in found.said.getvalue()
    assert "verify --heal" in found.said.getvalue()
    assert run(mended, "verify", "--heal", *workstation.opening) == Exit.DONE
    assert "(mended)" in mended.said.getvalue()
    assert run(sound, "verify", *workstation.opening) == Exit.DONE


def test_a_journal_row_altered_by_hand_is_named(workstation: Workstation, tmp_path: Path) -> None:
    signing_in = ("snapshot", "--output", str(tmp_path))
    assert run(Heard(person=False), *signing_in, *workstation.acting) == Exit.DONE
    _by_hand(workstation, "UPDATE transactions SET data = zeroblob(300) WHERE membership = 0")
    terminal = Heard(person=False)
    assert run(terminal, "verify", *workstation.opening) == Exit.FOUND
    said = terminal.said.getvalue()
    assert "the content is no longer the original" in said
    assert "asked again from the other workstations" in said


def test_a_flipped_bit_in_the_file_is_found_before_anything_is_read(workstation: Workstation) -> None:
    path = workstation.folder / FILE_NAME
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedError):
        run(Heard(person=False), "verify", *workstation.opening)


def test_each_finding_is_said_with_its_values() -> None:
    finding = Finding(
        "verify.unreadable", {"sort": "course", "file": "0A1B", "why": "unreadable:KeyError"}, False
    )
    verified = Verified(transactions=1, acts=2, signatures=3, seals=2, files=4, findings=(finding,))
    terminal = Heard(language="fr")
    assert report(verified, terminal) == Exit.FOUND
    assert "Dossier cours de traitement 0A1B" in terminal.said.getvalue()


def test_incidents_are_told_and_are_no_finding(workstation: Workstation) -> None:
    statement = (
        "INSERT INTO evidence (code, journal, seq, detail, source, at) VALUES ('{}', NULL, 0, 'x', NULL, 0)"
    )
    for code in ("seal", "unheard"):
        _by_hand(workstation, statement.format(code))
    terminal = Heard(person=False)
    assert run(terminal, "verify", *workstation.opening) == Exit.DONE
    said = terminal.said.getvalue()
    assert "the newest first (2 of 2):" in said
    assert "01\u2011Jan\u20111970 01:00 | A workstation’s seal is wrong" in said
    assert "Another incident: unheard." in said
    served = Heard(person=False)
    with serving(workstation):
        assert run(served, "verify", "--folder", str(workstation.folder)) == Exit.DONE
    assert "(2 of 2)" in served.said.getvalue()


def test_an_incident_of_the_network_has_the_words_of_its_code() -> None:
    terminal = Heard(language="fr")
    tell_incidents([IncidentView(0, "network", "not_member", "192.0.2.9", "")], terminal)
    assert "| 192.0.2.9 | Un poste qui ne compte pas ici" in terminal.said.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code", ["certificate_verify_failed", "wrong_version_number", "no_shared_cipher", "pairing_wrong_code"]
)
def test_a_connection_that_failed_is_told_in_words(language: str, code: str) -> None:
    terminal = Heard(language=language)
    tell_incidents([IncidentView(0, "network", code, "192.0.2.9", "")], terminal)
    said = terminal.said.getvalue().splitlines()[-1].rpartition(" | ")[2]
    assert said.removesuffix(f"{code}.").count(" ") >= 5
