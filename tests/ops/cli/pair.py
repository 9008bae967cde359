"""Two workstations of one site for tests of commands that concern both; nothing runs between them."""

from pathlib import Path

from ops.cli.exits import Exit
from tests.ops.cli.scene import Heard, Workstation, run, settings
from tests.ops.cli.test_join import serving


def joined(workstation: Workstation, folder: Path) -> Workstation:
    """A second workstation, let in by the first, which stops serving afterwards."""
    invitation, secrets = folder / "invitation", folder / "secrets"
    secrets.mkdir(parents=True)
    words = ("invite", "--name", "HDJ-1", "--place", "Hôpital de jour", "--output", str(invitation))
    with serving(workstation):
        assert run(Heard(person=False), *words, *workstation.acting) == Exit.DONE
        there = ("--folder", str(folder / "second"), "--write-secrets", str(secrets / "passphrase"))
        addresses = ("--listen", "127.0.0.22:0", "--lobby", "127.0.0.22:0")
        assert run(Heard(person=False), "join", str(invitation), *there, *addresses) == Exit.DONE
    (secrets / "pin").write_text(workstation.pin.read_text(encoding="utf-8"), encoding="utf-8")
    made = Workstation(folder / "second", secrets)
    settings(made)
    return made
