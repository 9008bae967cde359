"""Incidents in words: whatever the code, the last text exists in both languages and quotes it."""

import pytest

from node.api.incidents import IncidentView, said
from schema.i18n import LANGUAGES, text
from sync.codes import Code
from sync.doorkeeper import RefusalCode

NETWORK = [code.name.lower() for code in Code] + [f"pairing_{code.name.lower()}" for code in RefusalCode]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sort", ["network", "evidence"])
def test_an_unheard_code_is_quoted_in_a_sentence(sort: str, language: str) -> None:
    *exact, last = said(IncidentView(0, sort, "unheard", "192.0.2.9", ""))
    assert all(text(msgid, language) == msgid for msgid in exact)
    assert "unheard" in text(last, language, {"code": "unheard"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", NETWORK)
def test_every_code_of_the_network_has_words_of_its_own(code: str, language: str) -> None:
    *exact, _ = said(IncidentView(0, "network", code, "", ""))
    assert any(text(msgid, language) != msgid for msgid in exact)
