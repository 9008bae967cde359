"""What is missing is named."""

from ops.cli.editions import tell_missing
from tests.ops.cli.scene import Heard


def test_an_edition_that_is_missing_is_named_with_its_date() -> None:
    terminal = Heard(language="fr")
    tell_missing((("bdpm", "2026-05-18"), ("guides", "2026-06-01")), terminal)
    first, second = terminal.said.getvalue().splitlines()
    assert "base publique des médicaments, données du 18\u2011mai\u20112026" in first
    assert "guides, données du" in second
