"""What there is to sign: listed with version and digest, read whole, signed by the name it is read by."""

from pathlib import Path

import pytest

from ops.cli.errors import StopError
from tests.ops.cli.scene import Heard, Workstation, run, said
from tests.ops.cli.test_library_sign import sign
from tests.ops.cli.test_person_add import add


def test_listed_and_read_before_it_is_signed(workstation: Workstation, tmp_path: Path) -> None:
    add(workstation, tmp_path, Heard(person=False))
    me = (*workstation.acting, "--person", "fictif")
    listed = {line.split("  ")[0]: line for line in said("library", "list", *me).splitlines()}
    assert "to sign" in listed["mFOLFOX6"]
    read = said("library", "show", "mfolfox6", *me)
    head, state, *fields = read.splitlines()
    assert state == "Not signed by this site yet."
    assert any("OXALIPLATIN" in line.upper() for line in fields)
    assert not [line for line in fields if "summary." in line]
    signed = sign(workstation, tmp_path, "mFOLFOX6")
    assert f"- {head}" in signed, "what is signed is named by the digest of what was read"
    assert head.split(" · ")[-1] in listed["mFOLFOX6"]
    assert "Signed word for word by " in said("library", "show", "mFOLFOX6", *me)


def test_a_name_that_there_is_not(workstation: Workstation) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "library", "show", "NADA", *workstation.acting)
    assert stopped.value.code == "cli.error.library_name"
