"""The code's text, read back whole, and every way in which a scanned text may be wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.paper.codes import CodeKind, modules, read_code, write_code
from node.paper.errors import CodeError, DamagedCodeError, ForeignCodeError, NewerCodeError
from schema.ids import BadIdError

ID = bytes(range(16))
QR_LETTERS = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
AZERTY = str.maketrans("AZQWM1234567890:", "QWAZ,&é\"'(-è_çà/")


@given(st.sampled_from(CodeKind), st.binary(min_size=16, max_size=16))
def test_round_trip(kind: CodeKind, identifier: bytes) -> None:
    code = write_code(kind, identifier)
    assert read_code(code) == (kind, identifier)
    assert set(code) <= QR_LETTERS


def test_the_form_that_every_later_program_must_read() -> None:
    assert write_code(CodeKind.BAG, ID) == "VLL1:BAG:00041061050R3GG28A1C60T3GF:" + GOLDEN_CHECK
    assert read_code("  vll1:bag:00041061050r3gg28a1c60t3gf:" + GOLDEN_CHECK.lower() + "\r\n") == (
        CodeKind.BAG,
        ID,
    )


GOLDEN_CHECK = "V9YP"


@pytest.mark.parametrize("kind", CodeKind)
def test_any_changed_letter_is_found(kind: CodeKind) -> None:
    code = write_code(kind, ID)
    for place in range(len("VLL1:"), len(code)):
        for other in "07AZ:":
            changed = code[:place] + other + code[place + 1 :]
            if changed != code and (code[place], other) != ("O", "0"):
                with pytest.raises(CodeError):
                    read_code(changed)


@pytest.mark.parametrize("length", range(5, len("VLL1:BAG:") + 26 + 1 + 3))
def test_a_cut_code_is_damaged(length: int) -> None:
    with pytest.raises(DamagedCodeError):
        read_code(write_code(CodeKind.BAG, ID)[:length])


def test_two_scans_in_one_are_damaged() -> None:
    code = write_code(CodeKind.BAG, ID)
    with pytest.raises(DamagedCodeError):
        read_code(code + code)


def test_a_scanner_with_another_keyboard_is_damaged_not_another_bag() -> None:
    with pytest.raises(DamagedCodeError):
        read_code(write_code(CodeKind.BAG, ID).translate(AZERTY))


@pytest.mark.parametrize(
    "text", ["", "3400955050001", "0103400955050001", "VEILLEUSE", "https://example.org"]
)
def test_another_barcode_is_foreign(text: str) -> None:
    with pytest.raises(ForeignCodeError):
        read_code(text)


def test_a_later_form_says_to_update() -> None:
    with pytest.raises(NewerCodeError):
        read_code("VLL2:BAG:whatever")


def test_a_later_kind_says_to_update(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("node.paper.codes.CodeKind", lambda text: (_ for _ in ()).throw(ValueError(text)))
    with pytest.raises(NewerCodeError):
        read_code(write_code(CodeKind.PLAN, ID))


def test_what_was_scanned_is_not_repeated() -> None:
    with pytest.raises(CodeError) as caught:
        read_code("2580399999999")
    assert "2580399999999" not in str(caught.value)


def test_an_id_of_another_length_is_refused() -> None:
    with pytest.raises(BadIdError):
        write_code(CodeKind.BAG, b"short")


def test_the_symbol_stays_small() -> None:
    assert {len(modules(write_code(kind, ID))) for kind in CodeKind} == {29}
