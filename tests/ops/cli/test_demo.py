"""The demonstration gets what was asked on the command line."""

from pathlib import Path

import pytest

from ops.cli.errors import StopError
from tests.ops.cli.scene import Heard, run


def test_its_options_and_its_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given: dict[str, object] = {}

    def demonstration(**options: object) -> int:
        given.update(options)
        return 1

    monkeypatch.setattr("ops.demo.play.run", demonstration)
    words = ("demo", "--headless", "--keep", str(tmp_path), "--report", str(tmp_path / "report.json"))
    assert run(Heard(language="fr"), *words) == 1
    assert given == {
        "headless": True,
        "keep": tmp_path,
        "report_file": tmp_path / "report.json",
        "language": "fr",
    }


def test_a_report_whose_folder_is_missing_is_said_before_the_day_begins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("ops.demo.play.run", lambda **_: pytest.fail("the day began"))
    with pytest.raises(StopError) as stopped:
        run(Heard(), "demo", "--headless", "--report", str(tmp_path / "missing" / "report.json"))
    assert stopped.value.code == "cli.error.no_folder"
