"""Secrets are shown once, or written where only their owner reads."""

from pathlib import Path

import pytest

from ops.cli.secrets_file import hand_over, print_shares
from tests.ops.cli.scene import Heard

SHARES = ("alpha beta gamma delta epsilon", "zeta eta theta iota kappa")


def test_on_the_screen_each_share_is_a_paper_of_its_own() -> None:
    terminal = Heard()
    hand_over("six mots", SHARES, None, terminal)
    said = terminal.said.getvalue()
    assert "six mots" in said
    assert "Share 1 of 2" in said
    assert " 1 zeta" in said


def test_in_a_file_the_passphrase_comes_first(tmp_path: Path) -> None:
    terminal = Heard()
    target = tmp_path / "secrets"
    hand_over("six mots", SHARES, target, terminal)
    written = target.read_text(encoding="utf-8").splitlines()
    assert written[0] == "six mots"
    assert [line for line in written[1:] if line and line[0] != "#"] == [*SHARES]
    labels = [line for line in written if line.startswith("# ")]
    assert ["six words" in labels[0], "Share 1 of 2" in labels[1], "Share 2 of 2" in labels[2]] == [True] * 3
    assert target.stat().st_mode & 0o777 == 0o600
    assert "six mots" not in terminal.said.getvalue()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    target = tmp_path / "secrets"
    target.touch()
    with pytest.raises(FileExistsError):
        hand_over("six mots", (), target, Heard())


def test_pages_of_shares_are_their_owners_and_never_overwrite(tmp_path: Path) -> None:
    terminal, target = Heard(), tmp_path / "shares.pdf"
    print_shares(b"%PDF", target, terminal)
    assert target.stat().st_mode & 0o777 == 0o600
    assert str(target) in terminal.said.getvalue()
    with pytest.raises(FileExistsError):
        print_shares(b"other", target, terminal)
