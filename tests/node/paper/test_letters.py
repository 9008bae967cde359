"""Breaking lines: between words, never inside what belongs together, and never losing a letter."""

from hypothesis import given
from hypothesis import strategies as st

from node.paper.fonts import Face
from node.paper.letters import Span, break_lines, widest_word


def _lines(text: str, room: float) -> list[str]:
    return ["".join(span.text for span in line.spans) for line in break_lines((Span(text, 10),), room)]


def test_words_move_whole() -> None:
    assert _lines("doxorubicine liposomale pégylée", 80) == ["doxorubicine", "liposomale", "pégylée"]


def test_a_dose_stays_with_its_unit() -> None:
    assert _lines("dose de 1\u202f250\u00a0mg", 40)[-1] == "1\u202f250\u00a0mg"


def test_even_in_a_text_that_people_typed() -> None:
    assert _lines("poche de 500 mL, 2 flacons", 60) == ["poche de", "500\u00a0mL, 2", "flacons"]
    assert _lines("à 25 °C", 25) == ["à", "25\u00a0°C"]


def test_a_word_too_wide_breaks_after_its_hyphen() -> None:
    assert _lines("Étoposide-Cisplatine", 60) == ["Étoposide-", "Cisplatine"]


def test_a_word_too_wide_for_any_line_keeps_all_its_letters() -> None:
    lines = _lines("brentuximabvédotine", 30)
    assert len(lines) > 1
    assert "".join(lines) == "brentuximabvédotine"


def test_a_word_may_change_face_in_the_middle() -> None:
    spans = (Span("CIS", 10, Face.BOLD), Span("platine 33", 10))
    (line,) = break_lines(spans, 200)
    assert [span.text for span in line.spans] == ["CIS", "platine 33"]


def test_wide_spaces_are_kept_inside_a_line_and_dropped_at_its_end() -> None:
    assert _lines("a   b", 100) == ["a   b"]
    assert _lines("aaaa   bbbb", 25) == ["aaaa", "bbbb"]


def test_nothing_makes_no_line() -> None:
    assert _lines("", 100) == []
    assert widest_word(()) == 0


def test_the_widest_word() -> None:
    assert widest_word((Span("un deux-trois", 10),)) == Span("deux-trois", 10).width


@given(st.lists(st.text(alphabet="aéœW-1,", min_size=1, max_size=30), max_size=12), st.integers(20, 300))
def test_no_letter_is_lost_and_every_line_fits(words: list[str], room: int) -> None:
    lines = break_lines((Span(" ".join(words), 10),), room)
    assert "".join(span.text for line in lines for span in line.spans).replace(" ", "") == "".join(words)
    assert all(line.width <= room + 0.1 for line in lines)
