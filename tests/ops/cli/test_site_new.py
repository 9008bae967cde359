"""Founding a site."""

from pathlib import Path

import pytest

from node.secret_errors import VaultExistsError
from node.settings import load_settings
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from tests.node.paper.reading import pages_of, squeezed
from tests.ops.cli.scene import Heard, Workstation, proposed, run

GIVEN = (
    *("--pharmacy", "PUI fictive", "--address", "1 rue de l'Essai", "--workstation", "PUI-1"),
    *("--place", "Pharmacie", "--family-name", "FICTIF"),
)


def test_a_site_is_founded_and_its_secrets_are_three_papers(original: Workstation) -> None:
    names = {path.name for path in original.folder.iterdir()}
    assert {"vault.msgpack", "replica.db", "node.json"} <= names
    assert "words-not-shown" not in names, "they were"
    assert len(original.passphrase.read_text(encoding="utf-8").split()) == 6
    assert load_settings(original.folder).listen == "127.0.0.21:0"


def test_what_is_not_given_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: "271828")
    terminal = Heard("Site fictif", "", "Alix", "Pr", "")
    code = run(terminal, "site", "new", "--folder", str(tmp_path / "site"), *GIVEN)
    assert code == Exit.DONE
    said = terminal.said.getvalue()
    assert "“Site fictif”" in said
    assert "Share 3 of 3" in said
    assert "Name of the site" in terminal.warned.getvalue()
    assert "Their title, for instance Dr (empty: none)" in terminal.warned.getvalue()
    assert "WARNING: a single administrator" in terminal.warned.getvalue()
    assert "person add --role administrator" in terminal.warned.getvalue()
    assert "person add, for each person; veilleuse library sign" in said


def test_a_script_is_told_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "site", "new", "--folder", str(tmp_path / "site"), *GIVEN)
    assert stopped.value.values == {"options": "--name, --first-name, --pin-file"}


def test_a_script_is_told_what_is_missing_of_the_second_too(tmp_path: Path) -> None:
    given = (*GIVEN, "--name", "Site fictif", "--first-name", "Alix", "--second-family-name", "Deuxième")
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "site", "new", "--folder", str(tmp_path / "site"), *given)
    assert stopped.value.values == {"options": "--pin-file, --second-first-name, --second-pin-file"}


def test_two_administrators_do_on_the_first_day_what_takes_two(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("271828\n", encoding="utf-8")
    (tmp_path / "second").write_text("161803\n", encoding="utf-8")
    folder = ("--folder", str(tmp_path / "site"))
    names = ("--name", "Site fictif", "--first-name", "Alix", "--pin-file", str(tmp_path / "pin"))
    second = ("--second-family-name", "Deuxième", "--second-first-name", "Jeanne")
    other = (*second, "--second-pin-file", str(tmp_path / "second"))
    kept = ("--write-secrets", str(tmp_path / "words"), "--print-shares", str(tmp_path / "shares.pdf"))
    terminal = Heard(person=False)
    assert run(terminal, "site", "new", *folder, *GIVEN, *names, *other, *kept) == Exit.DONE
    assert "WARNING" not in terminal.warned.getvalue()
    first = next(
        line
        for line in (tmp_path / "words").read_text(encoding="utf-8").splitlines()[1:]
        if line[:1].isalpha()
    )
    pdf = (tmp_path / "shares.pdf").read_bytes()
    assert squeezed(first.split()[0]) in squeezed(pages_of(pdf)[0])
    assert (tmp_path / "shares.pdf").stat().st_mode & 0o777 == 0o600
    opening = (*folder, "--passphrase-file", str(tmp_path / "words"))
    remove = ("workstation", "remove", "PUI-1", "--reason", "essai", "--agreed", "--person", "fictif")
    assert run(Heard(person=False), *remove, *opening, "--pin-file", str(tmp_path / "pin")) == Exit.DONE
    theirs = ("--person", "deuxième", "--pin-file", str(tmp_path / "second"), *opening)
    assert run(Heard(person=False), "agree", *proposed(*theirs), "--agreed", *theirs) == Exit.DONE


def test_an_administrator_has_a_name_of_letters(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("271828\n", encoding="utf-8")
    given = ("--folder", str(tmp_path / "site"), *GIVEN, "--name", "Site fictif", "--first-name", "Alix 2")
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "site", "new", *given, "--pin-file", str(tmp_path / "pin"))
    assert (stopped.value.code, stopped.value.values) == ("refusal.person.bad_name", {"name": "Alix 2"})
    assert not (tmp_path / "site" / "vault.msgpack").exists()


def test_a_site_is_never_founded_over_another(workstation: Workstation) -> None:
    with pytest.raises(VaultExistsError):
        run(Heard(), "site", "new", *workstation.opening[:2], *GIVEN)


def test_the_number_of_shares_has_bounds(tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(), "site", "new", "--folder", str(tmp_path / "site"), "--shares", "17", *GIVEN)
    assert stopped.value.leave is Exit.USAGE


def test_two_administrators_of_one_name_are_none(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("271828\n", encoding="utf-8")
    pins = ("--pin-file", str(tmp_path / "pin"), "--second-pin-file", str(tmp_path / "pin"))
    second = ("--second-family-name", "fictif", "--second-first-name", "Alix")
    given = (*GIVEN, "--name", "Site fictif", "--first-name", "Alix", *pins, *second)
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "site", "new", "--folder", str(tmp_path / "site"), *given)
    assert stopped.value.code == "refusal.site.one_founder_twice"
