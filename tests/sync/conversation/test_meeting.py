"""Reasons to go no further, in the order in which they are looked for."""

import msgspec
import pytest

from sync.codes import Code
from sync.conversation.meeting import Party, hello_of, objection_to
from sync.messages import Scope

A, B, C = (bytes([number]) * 16 for number in (1, 2, 3))
US = Party(C, A, A, "toy")
THEM = Party(C, B, B, "toy")


@pytest.mark.parametrize(
    ("them", "scope", "expected", "code"),
    [
        (THEM, Scope.ALL, B, None),
        (THEM, Scope.MEMBERSHIP, None, None),
        (msgspec.structs.replace(THEM, versions=(9,), site=A), Scope.ALL, B, Code.VERSION),
        (msgspec.structs.replace(THEM, site=A), Scope.ALL, A, Code.SITE),
        (THEM, Scope.ALL, C, Code.IDENTITY),
        (US, Scope.ALL, A, Code.ITSELF),
        (msgspec.structs.replace(US, run=B), Scope.ALL, A, Code.TWIN),
    ],
)
def test_objections(them: Party, scope: Scope, expected: bytes | None, code: Code | None) -> None:
    objection = objection_to(hello_of(them, scope, (), 0), US, scope, expected)
    assert (None if objection is None else objection[0]) is code


def test_the_wrong_door() -> None:
    objection = objection_to(hello_of(THEM, Scope.MEMBERSHIP, (), 0), US, Scope.ALL, None)
    assert objection is not None
    assert objection[0] is Code.SCOPE
