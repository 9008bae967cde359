"""An error that people read takes exactly its values, and shows them."""

import pytest

from schema.errors import CodedError


class _FolderError(CodedError):
    code = "test.folder"
    fields = ("path", "reason")


class _PlainError(CodedError):
    code = "test.plain"


def test_it_takes_exactly_its_values() -> None:
    error = _FolderError(path="x", reason="EROFS")
    assert error.values == {"path": "x", "reason": "EROFS"}
    assert str(error) == "test.folder (path=x, reason=EROFS)"
    with pytest.raises(TypeError, match="path"):
        _FolderError(path="x")
    with pytest.raises(TypeError, match="pin"):
        _PlainError(pin="123456")


def test_what_to_do_has_the_id_of_what_is_wrong() -> None:
    assert _PlainError().remedy == "test.plain.remedy"
    assert str(_PlainError()) == "test.plain"
