"""Two shares in place of everything lost: administrators, workstations that removed each other, a fork."""

import re
from pathlib import Path

import pytest

from node.client import RefusedError
from node.secret_errors import SharesTooFewError, WrongRecoveryKeyError
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from tests.ops.cli.pair import heard, joined, serving, wraps
from tests.ops.cli.scene import Heard, Workstation, found, proposed, run, said
from tests.ops.cli.test_person_add import FIRST_PIN, add


def by_shares(workstation: Workstation, shares: Path | None = None) -> tuple[str, ...]:
    """The folder, and two shares for everything else."""
    return *workstation.opening[:2], "--recovery", "--shares-file", str(shares or workstation.shares)


def test_an_administrator_is_made_where_all_are_lost(workstation: Workstation, tmp_path: Path) -> None:
    (tmp_path / "first").write_text(FIRST_PIN + "\n", encoding="utf-8")
    name = ("--family-name", "Exemple", "--first-name", "Agathe", "--role", "administrator")
    assert run(looking := Heard(person=False), "agree", *by_shares(workstation)) == Exit.DONE
    assert "signs, alone" not in looking.warned.getvalue(), "nothing is signed"
    told = said("person", "add", *name, "--new-pin-file", str(tmp_path / "first"), *by_shares(workstation))
    assert "EXEMPLE Agathe (administrator) is enrolled." in told
    theirs = ("--person", "exemple", "--pin-file", str(tmp_path / "first"))
    said("workstation", "move", "PUI-1", "--place", "Sous-sol", *workstation.opening, *theirs)
    assert "Nothing waits" in said("agree", *by_shares(workstation))


def test_a_right_and_a_pin_are_given_back(workstation: Workstation, tmp_path: Path) -> None:
    add(workstation, tmp_path, Heard(person=False))
    said("person", "grant", "exemple", "--rights", "site.people,site.enrol", *by_shares(workstation))
    (tmp_path / "other").write_text("246813\n", encoding="utf-8")
    new = ("--new-pin-file", str(tmp_path / "other"))
    told = said("person", "pin", "reset", "fictif", *new, *by_shares(workstation))
    assert "must agree" not in told
    theirs = ("--person", "fictif", "--pin-file", str(tmp_path / "other"))
    assert "EXEMPLE" in said("person", "list", *workstation.opening, *theirs)
    said("person", "suspend", "exemple", "--reason", "absente", "--agreed", *workstation.opening, *theirs)
    said("person", "resume", "exemple", "--reason", "revenue", *by_shares(workstation))


def test_two_workstations_that_removed_each_other_come_back(workstation: Workstation, tmp_path: Path) -> None:
    other = joined(workstation, tmp_path / "joined")
    add(workstation, tmp_path, Heard(person=False), role="administrator")
    heard(other, [workstation])
    second = ("--person", "exemple", "--pin-file", str(tmp_path / "first"))
    wraps(workstation, other)
    for station, victim in ((workstation, "HDJ-1"), (other, "PUI-1")):
        first = ("--person", "fictif", *station.acting)
        said("workstation", "remove", victim, "--reason", "soupçon", "--agreed", *first)
        said("agree", *proposed(*station.opening, *second), "--agreed", *station.opening, *second)
    heard(workstation, [other])
    with pytest.raises(RefusedError, match=r"membership\.cut"):
        run(
            Heard(person=False),
            *("workstation", "readmit", "HDJ-1", "--reason", "erreur", "--agreed"),
            *by_shares(workstation),
        )
    # A bare machine: what was kept of the site, two shares, and nobody's PIN.
    said("snapshot", *workstation.acting, "--person", "fictif")
    (snapshot,) = (workstation.folder / "snapshots").glob("*.age")
    bare, words = tmp_path / "bare", tmp_path / "words"
    shares = ("--shares-file", str(workstation.shares))
    new = ("--folder", str(bare), "--name", "Secours", "--write-secrets", str(words))
    said("restore", str(snapshot), *new, *shares)
    rescue = Workstation(bare, workstation.shares.parent)
    listed = said("workstation", "list", *by_shares(rescue))
    assert listed.count(": removed") == 2
    for name in ("PUI-1", "HDJ-1"):
        told = said(
            "workstation", "readmit", name, "--reason", "erreur", "--admit", "--agreed", *by_shares(rescue)
        )
        assert "must agree" not in told
    listed = said("workstation", "list", *by_shares(rescue))
    assert listed.count(": in service") == 3


def test_a_fork_is_settled_alone(workstation: Workstation, tmp_path: Path) -> None:
    other = joined(workstation, tmp_path / "joined")
    clone = workstation.copy(tmp_path / "clone")
    said("workstation", "move", "PUI-1", "--place", "ici", *workstation.acting)
    said("workstation", "move", "PUI-1", "--place", "là", *clone.acting)
    heard(other, [workstation, clone])
    listed = said("fork", "list", *by_shares(other, workstation.shares))
    assert "to be settled" in listed
    assert "FICTIF Alix" in listed
    journals = re.findall(r"journal (\w{8})", listed)
    assert len(journals) == 2  # of workstations and people, and of patients
    versions = iter(re.findall(r"version (\w{8}),", listed))
    for journal in journals:
        settle = (
            "fork",
            "settle",
            journal,
            "--branch",
            next(versions),
            "--branch",
            next(versions),
            "--agreed",
        )
        assert "must agree" not in said(*settle, *by_shares(other, workstation.shares))
    forks = said("fork", "list", *by_shares(other, workstation.shares))
    assert "to be settled" not in forks
    assert forks.count("set aside: 0") == 4


def test_rules_are_looked_at_and_switched_on(workstation: Workstation) -> None:
    assert "two_people" in said("rules", *by_shares(workstation))
    with pytest.raises(RefusedError, match=r"rules\.on_already"):
        run(Heard(person=False), "rules", "--switch-on", "two_people", *by_shares(workstation))


def test_nothing_clinical_is_signed_by_it(workstation: Workstation) -> None:
    """What takes a person asks for a person, though the shares opened the vault."""
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "library", "sign", "limits", *by_shares(workstation))
    assert stopped.value.code == "cli.error.nobody"
    pins = ("--new-pin-file", str(workstation.pin))
    with pytest.raises(StopError) as no_person:
        run(Heard(person=False), "person", "pin", "change", *pins, *workstation.opening, "--recovery")
    assert no_person.value.code == "cli.error.recovery_pin"


def test_the_seed_goes_to_no_other_program(workstation: Workstation) -> None:
    with serving(workstation), pytest.raises(StopError) as stopped:
        run(Heard(person=False), "workstation", "list", *by_shares(workstation))
    assert stopped.value.code == "cli.error.recovery_beside"


def test_shares_are_typed_unseen(workstation: Workstation, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(workstation.shares.read_text(encoding="utf-8").splitlines())
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: next(typed))
    terminal = Heard()
    assert run(terminal, "workstation", "list", *workstation.opening[:2], "--recovery") == Exit.DONE
    assert "signs, alone" not in terminal.warned.getvalue(), "nothing is signed"
    assert "PUI-1" in terminal.said.getvalue()


def test_one_share_and_another_sites_shares_open_nothing(workstation: Workstation, tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.write_text(workstation.shares.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    with pytest.raises(SharesTooFewError):
        run(Heard(person=False), "workstation", "list", *by_shares(workstation, one))
    elsewhere = found(tmp_path / "elsewhere")
    with pytest.raises(WrongRecoveryKeyError):
        run(Heard(person=False), "workstation", "list", *by_shares(workstation, elsewhere.shares))


def test_a_workstation_is_let_in_by_a_file(workstation: Workstation, tmp_path: Path) -> None:
    """Nobody in particular signs the invitation, and it counts all the same."""
    new, request, answer = (tmp_path / name for name in ("new", "request", "answer"))
    made = ("--write-secrets", str(tmp_path / "words"), "--name", "HDJ-1", "--place", "HDJ")
    said("join", "--request", str(request), "--folder", str(new), *made)
    invite = ("invite", "--request", str(request), "--output", str(answer), "--agreed")
    assert "HDJ-1" in said(*invite, *by_shares(workstation))
    assert "HDJ-1" in said("workstation", "list", *by_shares(workstation))
