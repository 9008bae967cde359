"""The demonstration itself, small: the same processes, cables, people and conflicts, fewer patients.

`.ci/run` plays the whole day besides.
"""

from pathlib import Path

import msgspec
import pytest

from ops.demo.play import Play, has_display
from ops.demo.report import disappointments
from ops.demo.scenario import CoursePlan, Expected, load

SMALL = (
    CoursePlan("PEMBRO-200", 4, "HDJ"),
    CoursePlan("GEMCITABINE", 3, "HDJ"),
    CoursePlan("TC", 1, "HDJ"),
    CoursePlan("AZACITIDINE", 1, "Oncologie"),
)


@pytest.mark.timeout(300)
def test_a_small_day_ends_as_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every conflict of the scenario happens and is settled; all workstations agree; nothing is left.

    Its folder is named from where one stands, as people do.
    """
    monkeypatch.chdir(tmp_path)
    whole = load()
    expected = msgspec.structs.replace(whole.expected, planned_doses=10, given=7, documents=30)
    assert isinstance(expected, Expected)
    scenario = msgspec.structs.replace(whole, courses=SMALL, expected=expected)
    play = Play(Path("site"), "en", scenario=scenario)
    found = play.run()
    assert disappointments(found, expected) == []
    assert found.documents == len(list((tmp_path / "site" / "papers").iterdir()))
    assert "demo." not in capsys.readouterr().out


def test_a_display_is_asked_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one the windows stay shut."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not has_display()
    monkeypatch.setenv("DISPLAY", ":7")
    assert has_display()
