"""Opening the window on whichever node there is."""

from typing import Any

import pytest

from node.api.session import ListPeople, People
from node.client import Client
from tests.ops.cli.pair import serving
from tests.ops.cli.scene import Heard, Workstation, run


@pytest.mark.parametrize("served", [True, False], ids=["running node", "own node"])
def test_the_window_gets_a_client_of_the_node(
    workstation: Workstation, served: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []

    def window(client: Client, language: str) -> int:
        seen.append((client.ask(ListPeople(), People).workstation, language))
        return 0

    app: Any = pytest.importorskip("ui.app")
    monkeypatch.setattr(app, "open_window", window)
    if served:
        with serving(workstation):
            assert run(Heard(), "open", "--folder", str(workstation.folder)) == 0
    else:
        assert run(Heard(person=False), "open", *workstation.opening) == 0
    assert seen == [("PUI-1", "en")]
