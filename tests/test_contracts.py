"""Who may import whom: the contracts of pyproject.toml, each a test of its own."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.tree import ROOT, project_file

CONTRACTS: list[dict[str, Any]] = project_file()["tool"]["importlinter"]["contracts"]


@pytest.mark.parametrize("contract", [contract["id"] for contract in CONTRACTS])
def test_contract_is_kept(
    contract: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", sys.path.copy())  # import-linter prepends the working folder to it
    status = lint_imports(
        config_filename=str(ROOT / "pyproject.toml"),
        limit_to_contracts=(contract,),
        no_cache=True,
        no_logo=True,
    )
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
