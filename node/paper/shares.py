"""The shares of the recovery key on paper: one page each, so that each holder gets theirs alone.

The page says what it is worth and what to do with it: it may be read for the first time in ten years,
on the worst day, by somebody who was not there.
"""

from datetime import date

from node.paper.blocks import Block, Columns, Paragraph, Stack
from node.paper.data import Part, Some
from node.paper.marks import Rule
from node.paper.pages import A4, Composition, Fitted, fit, print_pages
from node.paper.require import require
from node.paper.style import ACCENT, TINT, Style
from node.paper.wording import Wording

ACROSS = 3
"""Words in a row."""


class SharePages(Part, frozen=True, kw_only=True):
    """All shares of one site; any two of them open everything."""

    pharmacy: str
    site: str
    site_tag: str
    """First letters of the site's id, as other papers of the site have them."""
    made_on: date
    shares: Some[str]

    def __repr__(self) -> str:
        return f"SharePages(site={self.site!r})"


def render_shares(data: SharePages, language: str) -> bytes:
    """One page a share, as PDF; raises `MissingFieldError` for the first datum that is absent."""
    require(data)
    words = Wording(language)
    return print_pages(
        words("shares.title"), language, [_page(data, words, number) for number in range(len(data.shares))]
    )


def _page(data: SharePages, words: Wording, index: int) -> Fitted:
    return fit(A4, lambda style: _composition(data, words, style, index), (1.0,))


def _composition(data: SharePages, words: Wording, style: Style, index: int) -> Composition:
    number, count = str(index + 1), str(len(data.shares))
    steps = ("open", "sign", "restore")
    body: tuple[Block, ...] = (
        style.plain_box(
            Stack(
                (
                    Paragraph((style.strong(words("shares.what"), 11),)),
                    Paragraph((style.say(words("shares.two", count=count), 10),)),
                    Paragraph((style.say(words("shares.keep"), 10),)),
                ),
                gap=style.points(4),
            ),
            TINT,
        ),
        _words(data.shares[index], style),
        style.section(
            words("shares.use"),
            Stack(tuple(style.bulleted(words(f"shares.{step}"), 10) for step in steps), gap=style.points(3)),
        ),
        style.grid(
            (
                style.field(words("shares.holder")),
                style.field(words("shares.given_on")),
                style.field(words("shares.place")),
            )
        ),
    )
    return Composition(
        header=lambda _page, _pages: _header(data, words, style, number, count),
        footer=lambda _page, _pages: Paragraph((style.label(words("shares.foot", number=number), 7.5),)),
        body=body,
        gap=style.points(12),
    )


def _header(data: SharePages, words: Wording, style: Style, number: str, count: str) -> Block:
    made = words("shares.site", site=data.site, tag=data.site_tag, date=words.date(data.made_on))
    return Stack(
        (
            Paragraph((style.bold(words("shares.number", number=number, count=count), 20, ACCENT),)),
            Paragraph((style.strong(made, 11),)),
            Paragraph((style.say(data.pharmacy, 9),)),
            Rule(ACCENT, 1.2, 1.0),
        ),
        gap=style.points(4),
    )


def _words(share: str, style: Style) -> Block:
    """Down the columns, as people read lists of words; each with its number."""
    numbered = list(enumerate(share.split(), start=1))
    down = -(-len(numbered) // ACROSS)
    columns = [numbered[at : at + down] for at in range(0, len(numbered), down)]
    return style.plain_box(
        Columns(
            tuple(
                Stack(
                    tuple(
                        Paragraph((style.label(f"{number}. ", 11), style.bold(word, 15)))
                        for number, word in column
                    ),
                    gap=style.points(4),
                )
                for column in columns
            ),
            gap=style.points(10),
        )
    )
