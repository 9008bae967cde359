"""The second person at the command line."""

from pathlib import Path

import pytest

from node.api.agreement import ProposalView
from node.api.base import Stamp
from node.api.forks import BranchView, ForkView
from node.client import RefusedError
from ops.cli.agree import _apart, _line
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from schema.transaction import ActRef, Tip
from tests.ops.cli.scene import Heard, Workstation, proposed, run
from tests.ops.cli.test_person_add import add


def test_what_waits_is_listed_and_agreed_to_by_its_code(workstation: Workstation, tmp_path: Path) -> None:
    add(workstation, tmp_path, Heard(person=False), role="administrator")
    first = ("--person", "fictif", *workstation.acting)
    nothing = Heard(person=False)
    assert run(nothing, "agree", *first) == Exit.DONE
    assert "Nothing waits" in nothing.said.getvalue()
    with pytest.raises(StopError) as none:
        run(Heard(person=False), "agree", "7", *first)
    assert none.value.code == "cli.error.proposal"
    remove = ("workstation", "remove", "PUI-1", "--reason", "volé", "--agreed")
    assert run(Heard(person=False), *remove, *first) == Exit.DONE
    second = ("--person", "exemple", *workstation.opening, "--pin-file", str(tmp_path / "first"))
    listed = Heard(person=False)
    assert run(listed, "agree", *second) == Exit.DONE
    said = listed.said.getvalue()
    (code,) = proposed(*second)
    assert f"{code}. Remove a workstation: PUI-1. Proposed by Dr FICTIF Alix on PUI-1, on " in said
    assert "Reason given: volé" in said
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "agree", "zz", *second)
    assert stopped.value.code == "cli.error.proposal"
    asked = Heard("no")
    assert run(asked, "agree", code[:4].upper(), *second) == Exit.REFUSED
    assert f"You agree to this proposal:\n{code}. Remove" in asked.said.getvalue()
    assert asked.text("proposal.workstation_removal.follows") in asked.said.getvalue(), "what will follow"
    withdrawn = ("agree", code, "--withdraw", "restée", "--agreed", *first)
    with pytest.raises(RefusedError) as lifted:
        run(Heard(person=False), *withdrawn)
    assert lifted.value.refused.code == "membership.lift_instead"
    # Suspended by the proposal, it may still say that it goes: a removal stands wherever it is signed.
    assert run(Heard("yes"), "agree", code, *second) == Exit.DONE
    with pytest.raises(Exception, match=r"membership\.cut"):
        run(Heard(person=False), "workstation", "move", "PUI-1", "--place", "ici", *first)


def test_a_proposal_is_withdrawn_by_its_code(workstation: Workstation, tmp_path: Path) -> None:
    add(workstation, tmp_path, Heard(person=False), role="nurse")
    first = ("--person", "fictif", *workstation.acting)
    new = tmp_path / "new"
    new.write_text("161803", encoding="utf-8")
    reset = ("person", "pin", "reset", "exemple", "--new-pin-file", str(new), *first)
    assert run(Heard(person=False), *reset) == Exit.DONE
    with pytest.raises(StopError) as which:
        run(Heard(person=False), "agree", "--withdraw", "chosen badly", *first)
    assert (which.value.code, which.value.leave) == ("cli.error.which_proposal", Exit.USAGE)
    (code,) = proposed(*first)
    withdraws = ("agree", code, "--withdraw", "chosen badly", *first)
    asked = Heard("no")
    assert run(asked, *withdraws) == Exit.REFUSED
    said = asked.said.getvalue()
    assert "Reset a PIN" in said[said.index("You withdraw this proposal:") :]
    done = Heard("yes")
    assert run(done, *withdraws) == Exit.DONE
    assert "The proposal is withdrawn" in done.said.getvalue()
    nothing = Heard(person=False)
    assert run(nothing, "agree", *first) == Exit.DONE
    assert "Nothing waits" in nothing.said.getvalue()


@pytest.mark.parametrize(
    ("right", "asked"),
    [
        ("site.enrol", ("workstation", "remove", "PUI-1", "--reason", "volé", "--agreed")),
        ("site.people", ("person", "withdraw", "fictif", "--rights", "site.enrol", "--agreed")),
    ],
)
def test_an_administrator_who_resets_no_pin_agrees(
    workstation: Workstation, tmp_path: Path, right: str, asked: tuple[str, ...]
) -> None:
    """Rights are granted one by one; calling off takes that one besides, and it is named."""
    add(workstation, tmp_path, Heard(person=False), role="nurse")
    first = ("--person", "fictif", *workstation.acting)
    granted = ("person", "grant", "exemple", "--rights", right)
    assert run(Heard(person=False), *granted, *first) == Exit.DONE
    assert run(Heard(person=False), *asked, *first) == Exit.DONE
    second = ("--person", "exemple", *workstation.opening, "--pin-file", str(tmp_path / "first"))
    (code,) = proposed(*second)
    with pytest.raises(StopError) as lacking:
        run(Heard(person=False), "agree", code, "--withdraw", "restée", "--agreed", *second)
    assert lacking.value.values["right"] == "reset a PIN by two"
    assert run(Heard(person=False), "agree", code, "--agreed", *second) == Exit.DONE


def test_what_holds_although_it_was_withdrawn_is_told() -> None:
    by = Stamp("Dr FICTIF Alix", "PUI-1", 1_795_000_000_000)
    view = ProposalView(ActRef(b"j" * 16, 1, 0, b"h" * 32), "pin_reset", "Dr X", "", by, "", called_off=(by,))
    said = _apart(view, Heard())
    assert "Reset a PIN: Dr X. Agreed to by one person, withdrawn by another" in said
    assert "; withdrawn by Dr FICTIF Alix (PUI-1, " in said


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        (
            "fork_settlement",
            "0f3a91c2",
            "- version 0f3a91c2, acts: 3, set aside: 1, by: Dr FICTIF Alix, last: ",
        ),
        ("fork_settlement", "77aa0b1c", "77aa0b1c, of which nothing is held here"),
        ("rules", "two_people", "never by one person alone"),
        ("fork_settlement", "", "No version counts"),
        ("workstation_readmission", "back", "which stay so: 40"),
        ("workstation_readmission_admitting", "back", "which will count: 40"),
        ("administrator", "site.enrol,site.people", "manage people"),
        ("administrator", "site.enrol,site.moon", "a right of a newer version (site.moon)"),
        ("rules", "of_the_moon", "A rule of a newer version (of_the_moon)"),
    ],
)
def test_no_bare_code_is_agreed_to(kind: str, detail: str, said: str) -> None:
    act = ActRef(b"j" * 16, 1, 0, b"h" * 32)
    by = Stamp("", "PUI-1", 1_795_000_000_000)
    branches = tuple(
        BranchView(Tip(b"j" * 16, 2, bytes.fromhex(first) * 8), 3, 1, 0, 0, ("Dr FICTIF Alix",), (), True)
        for first in ("aaaaaaaa", "0f3a91c2")
    )
    fork = ForkView(b"j" * 16, "HDJ-1", b"w" * 16, "clinical", 2, False, None, branches)
    line = _line(ProposalView(act, kind, "HDJ-1", detail, by, "", aside=40), (fork,), Heard())
    assert "recovery key" in line.casefold()
    assert said in line
    assert "18\u2011" in line
