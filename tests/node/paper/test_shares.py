"""The shares on paper: each alone on its page, every word with its number, and what to do with it."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from node.paper.errors import MissingFieldError
from node.paper.shares import SharePages, render_shares
from node.recovery import combine_shares, split_seed
from tests.node.paper.reading import pages_of, says, squeezed

SEED = bytes(range(32))
SHARES = tuple(split_seed(SEED, 3))
DATA = SharePages(
    pharmacy="PUI de l’hôpital fictif de Valclair",
    site="Hôpital fictif de Valclair",
    site_tag="7Q4M2K9X",
    made_on=date(2026, 6, 5),
    shares=SHARES,
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_page_a_share_and_no_word_of_another(language: str) -> None:
    pages = [squeezed(page) for page in pages_of(render_shares(DATA, language))]
    assert len(pages) == len(SHARES)
    for number, page in enumerate(pages):
        for index, share in enumerate(SHARES):
            numbered = [f"{place}.{word}" for place, word in enumerate(share.split(), start=1)]
            assert all(one in page for one in numbered) is (index == number)


def test_what_was_printed_gives_the_seed_back() -> None:
    """Typed from paper, numbers and all."""
    typed = [
        " ".join(f"{place}. {word}" for place, word in enumerate(share.split(), start=1))
        for share in SHARES[1:]
    ]
    assert combine_shares(typed) == SEED


def test_it_says_whose_it_is_and_what_to_do() -> None:
    pdf = render_shares(DATA, "fr")
    for said in (
        "Clé de secours\u202f: part 2 sur 3",
        "Hôpital fictif de Valclair",
        "7Q4M2K9X",
        "05 juin 2026",
        "Seule, cette part n’ouvre rien.",
        "veilleuse restore",
        "--recovery",
        "Remise à",
    ):
        assert says(pdf, said), said


def test_without_shares_there_is_no_paper() -> None:
    with pytest.raises(MissingFieldError):
        render_shares(replace(DATA, shares=()), "fr")
